package io.alambic.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends a command to another JVM through the JDK's jcmd.
 *
 * @param pid the other JVM's process
 */
public record Jcmd(long pid) {

    /**
     * Runs a command.
     *
     * @param arguments the command and its arguments
     * @return what the JVM printed
     * @throws LaunchException if the JVM does not take part
     */
    public String run(String... arguments) throws InterruptedException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        line.add(Long.toString(pid));
        line.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new LaunchException("Process %d does not do %s: %s".formatted(pid, arguments[0], said.strip()));
            }
            return said;
        } catch (IOException e) {
            throw new LaunchException("jcmd, a part of the JDK, cannot be run (%s).".formatted(e.getMessage()), e);
        }
    }
}
