package io.alambic.bench.pipeline;

import io.alambic.bench.measure.Contender;
import io.alambic.cli.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The same work in a Python process: a script that for each line of seconds on its input works for that long, and answers
 * with the samples that it did and the seconds that they took.
 */
final class PythonLoop implements Contender {

    /** Debian's, whose packages the documentation names. */
    static final String PYTHON = "/usr/bin/python3";

    private final String name;
    private final Process process;
    private final BufferedReader answers;
    private final Writer requests;

    /**
     * Starts a script.
     *
     * @param name as the table shows it
     * @param script a resource beside this class
     * @param work folder for the script's copy
     * @param arguments of the script
     * @throws UserError if it does not start
     */
    PythonLoop(String name, String script, Path work, List<String> arguments) throws IOException {
        this.name = name;
        Path copy = Files.createDirectories(work).resolve(script);
        try (InputStream source = PythonLoop.class.getResourceAsStream(script)) {
            Files.write(copy, source.readAllBytes());
        }
        List<String> line = new ArrayList<>(List.of(PYTHON, copy.toString()));
        line.addAll(arguments);
        this.process = new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.requests = process.outputWriter(StandardCharsets.UTF_8);
        if (!"ready".equals(answers.readLine())) {
            process.destroyForcibly();
            throw new UserError("%s cannot run %s; the documentation of the bench names the packages that it needs."
                    .formatted(PYTHON, script));
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public double samplesPerSecond(Duration slice) throws IOException {
        requests.write(String.format(Locale.ROOT, "%.3f%n", slice.toMillis() / 1e3));
        requests.flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException(name + " has ended");
        }
        String[] parts = answer.split(" ");
        return Long.parseLong(parts[0]) / Double.parseDouble(parts[1]);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            requests.close();
            answers.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
