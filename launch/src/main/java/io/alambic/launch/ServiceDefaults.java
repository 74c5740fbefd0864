package io.alambic.launch;

import java.util.List;
import java.util.Map;

/**
 * What every packaged service is started with: options of the JVM and of the native allocator. The
 * image ({@code deploy/images/service.Dockerfile}) repeats them; a test in {@code deploy-checks} compares the two.
 */
public final class ServiceDefaults {

    /** Small heaps need no concurrent collector; most of a service's memory is native. */
    public static final String SERIAL_GC = "-XX:+UseSerialGC";

    /** What a service computes is native: the JVM's second compiler costs more than it wins (ADR 19). */
    public static final String FIRST_COMPILER_ONLY = "-XX:TieredStopAtLevel=1";

    /** Makes Linux heed the priority of Java's threads: teaching, learning and compiling yield to inference. */
    public static final List<String> THREAD_PRIORITIES =
            List.of("-XX:ThreadPriorityPolicy=1", "-XX:JavaPriority1_To_OSPriority=3", "-XX:CompilerThreadPriority=3");

    /** File beside the jar that holds the service's classes as an earlier start has linked them (ADR 18). */
    public static final String CLASS_ARCHIVE = "classes.jsa";

    /** Environment in which glibc keeps the native memory of one pass for the next (ADR 20). */
    public static final Map<String, String> ALLOCATOR = Map.of(
            "MALLOC_ARENA_MAX", "1", "MALLOC_MMAP_THRESHOLD_", "33554432", "MALLOC_TRIM_THRESHOLD_", "1073741824");

    private ServiceDefaults() {}
}
