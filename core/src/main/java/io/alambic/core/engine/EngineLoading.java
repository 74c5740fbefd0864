package io.alambic.core.engine;

import ai.djl.engine.Engine;

/** Loads the engine's native library, which takes about a second, while something else gets started. */
public final class EngineLoading {

    private EngineLoading() {}

    /** Begins, and returns at once. Whoever needs the engine waits for it, and is told where it cannot be loaded. */
    public static void begin() {
        Thread loading = new Thread(Engine::getInstance, "engine-loading");
        loading.setDaemon(true);
        loading.setUncaughtExceptionHandler((thread, e) -> {});
        loading.start();
    }
}
