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
                device(engine),
                System.getProperty("ai.djl.pytorch.num_threads", ""),
                Commit.of(root));
    }

    private static String device(Engine engine) {
        return engine.defaultDevice().isGpu()
                ? Gpu.name()
                : engine.defaultDevice().getDeviceType();
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
