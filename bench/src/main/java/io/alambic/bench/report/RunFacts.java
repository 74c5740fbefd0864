package io.alambic.bench.report;

import ai.djl.engine.Engine;
import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.nio.file.Path;

/**
 * Where the figures came to be.
 *
 * @param os name, version and architecture
 * @param java the JVM's name and version
 * @param processors that the JVM sees
 * @param engine name and version
 * @param device that tensors live on
 * @param engineThreads threads of one native operation, as set; empty where the engine decides
 * @param commit of the repository; empty where it cannot be told
 */
public record RunFacts(
        String os, String java, int processors, String engine, String device, String engineThreads, String commit) {

    private static final String ENGINE_THREADS = "ai.djl.pytorch.num_threads";

    /**
     * Sets the threads of one native operation; the engine reads them once, when it is first used.
     *
     * @throws IllegalArgumentException if it is less than one
     */
    public static void useEngineThreads(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("--threads must be at least 1, but is " + threads);
        }
        System.setProperty(ENGINE_THREADS, Integer.toString(threads));
    }

    /**
     * This process.
     *
     * @param root the repository
     */
    public static RunFacts here(Engine engine, Path root) {
        return new RunFacts(
                "%s %s %s"
                        .formatted(
                                System.getProperty("os.name"),
                                System.getProperty("os.version"),
                                System.getProperty("os.arch")),
                "%s %s".formatted(System.getProperty("java.vm.name"), System.getProperty("java.version")),
                Runtime.getRuntime().availableProcessors(),
                "%s %s".formatted(engine.getEngineName(), engine.getVersion()),
                device(engine, root),
                System.getProperty(ENGINE_THREADS, ""),
                ToolOutput.of(root, "git", "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"));
    }

    private static String device(Engine engine, Path root) {
        if (!engine.defaultDevice().isGpu()) {
            return engine.defaultDevice().getDeviceType();
        }
        String name =
                ToolOutput.of(root, "nvidia-smi", "--id=0", "--query-gpu=name,driver_version", "--format=csv,noheader");
        return name.isEmpty() ? "gpu" : name.replace(", ", ", driver ");
    }

    /** Returns one line of text. */
    public String line() {
        return "%s, %d processors; %s; %s on %s, %s threads; commit %s"
                .formatted(
                        os,
                        processors,
                        java,
                        engine,
                        device,
                        engineThreads.isEmpty() ? "default" : engineThreads,
                        commit.isEmpty() ? "unknown" : commit);
    }

    /** Returns the facts as JSON. */
    public JsonObject json() {
        return new Gson().toJsonTree(this).getAsJsonObject();
    }
}
