package io.alambic.bench.process;

import io.alambic.cli.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import one.convert.Arguments;
import one.convert.JfrToFlame;

/**
 * Lets the flight recorder of another JVM look at its threads fifty times a second.
 *
 * @param pid of that JVM
 */
public record FlightRecorder(long pid) {

    private static final String RECORDING = "name=alambic";

    /**
     * Begins.
     *
     * @throws UserError if the JVM does not take part
     */
    public void start() throws IOException, InterruptedException {
        jcmd("JFR.start", RECORDING, "settings=profile");
    }

    /**
     * Ends, and draws what was seen.
     *
     * @param folder is made where it is missing
     * @param name of the recording {@code NAME.jfr} and the flame graph {@code NAME.html}, a tower for each thread; those
     *     of threads that wait in native code stand there too
     * @return the flame graph
     * @throws UserError if the JVM does not take part
     */
    public Path stopInto(Path folder, String name) throws IOException, InterruptedException {
        Path recording = Files.createDirectories(folder).resolve(name + ".jfr").toAbsolutePath();
        Path graph = recording.resolveSibling(name + ".html");
        jcmd("JFR.stop", RECORDING, "filename=" + recording);
        JfrToFlame.convert(recording.toString(), graph.toString(), new Arguments("--threads", "--title", name));
        return graph;
    }

    private void jcmd(String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        line.add(Long.toString(pid));
        line.addAll(List.of(arguments));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new UserError("jcmd cannot record process %d: %s".formatted(pid, said.strip()));
        }
    }
}
