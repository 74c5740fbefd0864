package io.alambic.launch;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A process to start.
 *
 * @param name what to call it in a sentence
 * @param command the program and its arguments
 * @param log the file that receives its output
 * @param folder that it works in; empty for this program's
 */
public record ProcessSpec(String name, List<String> command, Path log, Optional<Path> folder) {

    public ProcessSpec {
        command = List.copyOf(command);
    }

    /** A process that works in this program's folder. */
    public ProcessSpec(String name, List<String> command, Path log) {
        this(name, command, log, Optional.empty());
    }
}
