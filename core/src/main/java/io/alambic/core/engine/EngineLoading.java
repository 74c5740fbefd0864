package io.alambic.core.engine;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the engine's native library, which takes about a second, and wakes the device that it computes on, which takes a GPU
 * another, while something else gets started.
 */
public final class EngineLoading {

    private static final Logger LOG = LoggerFactory.getLogger(EngineLoading.class);

    private EngineLoading() {}

    /** Begins, and returns at once. Whoever needs the engine waits for it, and is told where it cannot be loaded. */
    public static void begin() {
        // Logging is set up by this thread alone: two that do it at once can wait for each other's classes for ever.
        LOG.debug("The engine's native library is being loaded");
        Thread loading = new Thread(EngineLoading::load, "engine-loading");
        loading.setDaemon(true);
        loading.setUncaughtExceptionHandler((thread, e) -> {});
        loading.start();
    }

    private static void load() {
        try (NDManager manager = Engine.getInstance().newBaseManager()) {
            manager.zeros(new Shape());
        }
    }
}
