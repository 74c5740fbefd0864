package io.alambic.cli.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A command line for another JVM of the kind that runs this one.
 *
 * @param heapMegabytes largest heap
 * @param whole whether all of the heap is there from the start, so that what grows is something else, and nothing dead is
 *     left in it by a full collection
 */
public record Jvm(int heapMegabytes, boolean whole) {

    private static final String CLASSES = "classes.jsa";

    /** Makes Linux heed the priority of Java's threads: what teaches, learns and compiles gives way to what answers. */
    private static final List<String> WITH_PRIORITIES =
            List.of("-XX:ThreadPriorityPolicy=1", "-XX:JavaPriority1_To_OSPriority=3", "-XX:CompilerThreadPriority=3");

    /** What a service computes is native: the JVM's second compiler costs more than it wins (ADR 19). */
    public static final String FIRST_COMPILER_ONLY = "-XX:TieredStopAtLevel=1";

    /** A JVM whose heap grows as it must. */
    public Jvm(int heapMegabytes) {
        this(heapMegabytes, false);
    }

    /** Runs a class on this program's own class path. */
    public List<String> main(Class<?> type, List<String> arguments) {
        List<String> line = java(Map.of());
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), type.getName()));
        line.addAll(arguments);
        return line;
    }

    /** Runs a packaged service, with the archive of its classes where there is one beside it. */
    public List<String> jar(Path jar, Map<String, String> properties, List<String> arguments) {
        List<String> line = java(properties);
        line.addAll(WITH_PRIORITIES);
        line.add(FIRST_COMPILER_ONLY);
        Path classes = jar.resolveSibling(CLASSES);
        if (Files.exists(classes)) {
            line.add("-XX:SharedArchiveFile=" + classes);
        }
        line.addAll(List.of("-jar", jar.toString()));
        line.addAll(arguments);
        return line;
    }

    private List<String> java(Map<String, String> properties) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.add("-Xmx" + heapMegabytes + "m");
        if (whole) {
            line.addAll(
                    List.of("-Xms" + heapMegabytes + "m", "-XX:+AlwaysPreTouch", "-XX:MarkSweepAlwaysCompactCount=1"));
        }
        line.add("-XX:+UseSerialGC");
        properties.forEach((name, value) -> line.add("-D" + name + "=" + value));
        return line;
    }
}
