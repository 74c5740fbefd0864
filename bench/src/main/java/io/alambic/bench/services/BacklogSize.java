package io.alambic.bench.services;

import ai.djl.ndarray.NDManager;

/**
 * More samples than the quickstart's models get through in a second, so that nobody runs out of them while it is measured.
 *
 * @param processor on one or two processors of today
 * @param gpu on a GPU
 */
public record BacklogSize(long processor, long gpu) {

    /** Samples for so many seconds. */
    public long during(long seconds, NDManager engine) {
        return seconds * (engine.getDevice().isGpu() ? gpu : processor);
    }
}
