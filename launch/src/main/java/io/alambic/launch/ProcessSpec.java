package io.alambic.launch;

import java.nio.file.Path;
import java.util.List;

/**
 * A process to start.
 *
 * @param name what to call it in a sentence
 * @param command the program and its arguments
 * @param log the file that receives its output
 */
public record ProcessSpec(String name, List<String> command, Path log) {

    public ProcessSpec {
        command = List.copyOf(command);
    }
}
