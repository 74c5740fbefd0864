package io.alambic.bench.process;

import io.alambic.cli.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The JDK's way to have another JVM do something.
 *
 * @param pid the other JVM's process
 */
record Jcmd(long pid) {

    /**
     * Has it done.
     *
     * @param arguments the command and what it takes
     * @return what the JVM said
     * @throws UserError if the JVM does not take part
     */
    String run(String... arguments) throws InterruptedException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        line.add(Long.toString(pid));
        line.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new UserError("Process %d does not do %s: %s".formatted(pid, arguments[0], said.strip()));
            }
            return said;
        } catch (IOException e) {
            throw new UserError("jcmd, a part of the JDK, cannot be run (%s).".formatted(e.getMessage()), e);
        }
    }
}
