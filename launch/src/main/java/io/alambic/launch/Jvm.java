package io.alambic.launch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Builds command lines for another JVM of the kind that runs this one.
 *
 * @param heapMegabytes largest heap
 * @param fixedHeap whether the whole heap is committed at the start and compacted by each full collection, so that growth of
 *     resident memory is growth of native memory
 * @param options further options, placed before those of {@link ServiceDefaults}
 */
public record Jvm(int heapMegabytes, boolean fixedHeap, List<String> options) {

    public Jvm {
        options = List.copyOf(options);
    }

    /** A JVM whose heap grows on demand. */
    public Jvm(int heapMegabytes) {
        this(heapMegabytes, false, List.of());
    }

    /** A JVM whose heap is committed at the start. */
    public static Jvm withFixedHeap(int megabytes) {
        return new Jvm(megabytes, true, List.of());
    }

    /** The same JVM with more options. */
    public Jvm with(String... more) {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of(more));
        return new Jvm(heapMegabytes, fixedHeap, all);
    }

    /** Runs a class on this program's own class path. */
    public List<String> main(Class<?> type, List<String> arguments) {
        List<String> line = java(Map.of());
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), type.getName()));
        line.addAll(arguments);
        return line;
    }

    /** Runs a packaged service, or another jar, with {@link ServiceDefaults}. */
    public List<String> jar(Path jar, Map<String, String> properties, List<String> arguments) {
        List<String> line = java(properties);
        line.addAll(ServiceDefaults.THREAD_PRIORITIES);
        line.add(ServiceDefaults.FIRST_COMPILER_ONLY);
        Path classes = jar.resolveSibling(ServiceDefaults.CLASS_ARCHIVE);
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
        if (fixedHeap) {
            line.addAll(
                    List.of("-Xms" + heapMegabytes + "m", "-XX:+AlwaysPreTouch", "-XX:MarkSweepAlwaysCompactCount=1"));
        }
        line.addAll(options);
        line.add(ServiceDefaults.SERIAL_GC);
        properties.forEach((name, value) -> line.add("-D" + name + "=" + value));
        return line;
    }
}
