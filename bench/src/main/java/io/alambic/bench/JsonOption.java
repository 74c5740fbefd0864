package io.alambic.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --json}. */
final class JsonOption {

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes every figure to this file.")
    private Path file;

    /** Refuses a file that cannot be written, before anything is measured. */
    void requireFolder() throws IOException {
        if (file != null && !Files.isDirectory(file.toAbsolutePath().getParent())) {
            throw new IOException("%s cannot be written: its folder does not exist".formatted(file));
        }
    }

    /** Writes the file, if one was named. */
    void write(String json) throws IOException {
        if (file != null) {
            Files.writeString(file, json);
        }
    }
}
