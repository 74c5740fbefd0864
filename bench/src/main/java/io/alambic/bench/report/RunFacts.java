package io.alambic.bench.report;

import ai.djl.engine.Engine;
import io.alambic.bench.measure.Pace;

/**
 * Where and how the figures came to be.
 *
 * @param os name, version and architecture
 * @param java the JVM's name and version
 * @param processors that the JVM sees
 * @param engine name and version
 * @param device that tensors live on
 * @param engineThreads threads of one native operation, as set; empty where the engine decides
 * @param pace rounds and their length
 * @param seed of weights and samples
 */
public record RunFacts(
        String os,
        String java,
        int processors,
        String engine,
        String device,
        String engineThreads,
        Pace pace,
        long seed) {

    /** This process. */
    public static RunFacts here(Engine engine, Pace pace, long seed) {
        return new RunFacts(
                "%s %s %s"
                        .formatted(
                                System.getProperty("os.name"),
                                System.getProperty("os.version"),
                                System.getProperty("os.arch")),
                "%s %s".formatted(System.getProperty("java.vm.name"), System.getProperty("java.version")),
                Runtime.getRuntime().availableProcessors(),
                "%s %s".formatted(engine.getEngineName(), engine.getVersion()),
                engine.defaultDevice().getDeviceType(),
                System.getProperty("ai.djl.pytorch.num_threads", ""),
                pace,
                seed);
    }

    /** One line for people. */
    public String line() {
        return "%s, %d processors; %s; %s on %s, %s threads; %d rounds of %d ms, seed %d"
                .formatted(
                        os,
                        processors,
                        java,
                        engine,
                        device,
                        engineThreads.isEmpty() ? "default" : engineThreads,
                        pace.rounds(),
                        pace.slice().toMillis(),
                        seed);
    }
}
