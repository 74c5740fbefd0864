package io.alambic.datasets.fetch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A download by another program.
 *
 * @param program to run
 * @param arguments of it
 * @param error how a line begins in which it reports an error
 */
public record Download(String program, List<String> arguments, String error) {

    private static final long TIMEOUT_SECONDS = 600;

    public Download {
        arguments = List.copyOf(arguments);
    }

    /**
     * Runs the program.
     *
     * @param folder in which it runs
     * @throws IOException if it is missing, fails or takes too long; the message says why in a few words
     */
    public void run(Path folder) throws IOException, InterruptedException {
        Path log = folder.resolve("download.log");
        Process process;
        try {
            process = new ProcessBuilder(Stream.concat(Stream.of(program), arguments.stream())
                            .toList())
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .redirectInput(ProcessBuilder.Redirect.PIPE)
                    .start();
        } catch (IOException e) {
            throw new IOException(program + " is not installed", e);
        }
        try {
            process.getOutputStream().close();
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("%s took longer than %d s".formatted(program, TIMEOUT_SECONDS));
            }
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw new IOException("%s failed: %s".formatted(program, reason(log)));
        }
        Files.delete(log);
    }

    private String reason(Path log) throws IOException {
        return Files.readString(log, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.regionMatches(true, 0, error, 0, error.length()))
                .findFirst()
                .orElse(program + " gave no reason");
    }
}
