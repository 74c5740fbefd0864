package io.alambic.core.startup;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the engine runs in a service unless the user says otherwise. */
public final class EngineDefaults {

    private static final Logger LOG = LoggerFactory.getLogger(EngineDefaults.class);

    /** One engine thread for each caller, because a service runs several callers; the engine downloads nothing. */
    private static final Map<String, String> PROPERTIES = Map.of(
            "ai.djl.offline", "true", "ai.djl.pytorch.num_threads", "1", "ai.djl.pytorch.num_interop_threads", "1");

    /** Variables by which glibc keeps the native memory of one pass for the next (ADR 20). The allocator reads them at its start. */
    private static final Map<String, String> ALLOCATOR = new TreeMap<>(Map.of(
            "MALLOC_ARENA_MAX", "1", "MALLOC_MMAP_THRESHOLD_", "33554432", "MALLOC_TRIM_THRESHOLD_", "1073741824"));

    private EngineDefaults() {}

    /** Sets the engine's properties that are not set yet. To be called before the engine is loaded. */
    public static void apply(Properties system) {
        PROPERTIES.forEach(system::putIfAbsent);
    }

    /** Logs one line if the allocator lacks variables that make passes faster. Does nothing on systems without glibc's allocator. */
    public static void adviseOnAllocator(String operatingSystem, Map<String, String> environment) {
        List<String> missing = missingAllocatorVariables(environment);
        if (operatingSystem.startsWith("Linux") && !missing.isEmpty()) {
            LOG.info(
                    "The environment lacks {}: with them, native memory of one pass is kept for the next, which makes"
                            + " passes up to a fifth faster. ./alambic and the images set them",
                    String.join(" ", missing));
        }
    }

    /**
     * Returns the allocator's variables that the environment lacks, as {@code NAME=VALUE}. A process cannot set them for
     * itself.
     *
     * @param environment of this process
     */
    static List<String> missingAllocatorVariables(Map<String, String> environment) {
        return ALLOCATOR.entrySet().stream()
                .filter(variable -> !environment.containsKey(variable.getKey()))
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .toList();
    }
}
