package io.alambic.bench.process;

import io.alambic.launch.Jcmd;
import io.alambic.launch.LaunchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
     * @throws LaunchException if the JVM does not take part
     */
    public void start() throws InterruptedException {
        new Jcmd(pid).run("JFR.start", RECORDING, "settings=profile");
    }

    /**
     * Ends, and draws what was seen.
     *
     * @param folder is made where it is missing
     * @param name of the recording {@code NAME.jfr} and the flame graph {@code NAME.html}, a tower for each thread; those
     *     of threads that wait in native code stand there too
     * @return the flame graph
     * @throws LaunchException if the JVM does not take part
     */
    public Path stopInto(Path folder, String name) throws IOException, InterruptedException {
        Path recording = Files.createDirectories(folder).resolve(name + ".jfr").toAbsolutePath();
        Path graph = recording.resolveSibling(name + ".html");
        new Jcmd(pid).run("JFR.stop", RECORDING, "filename=" + recording);
        JfrToFlame.convert(recording.toString(), graph.toString(), new Arguments("--threads", "--title", name));
        return graph;
    }
}
