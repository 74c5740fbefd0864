package io.alambic.core.startup;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the engine's native library in the background, which takes about a second, and initializes its device, which takes
 * another second with a GPU.
 */
public final class EngineLoading {

    private static final Logger LOG = LoggerFactory.getLogger(EngineLoading.class);

    private EngineLoading() {}

    /** Begins, and returns at once. The first use of the engine waits for it, and fails if it cannot be loaded. */
    public static void begin() {
        // Only this thread sets up logging: two threads that do so at once can deadlock in class initialization.
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
