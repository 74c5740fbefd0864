package io.alambic.bench.services;

import ai.djl.ndarray.NDManager;

/**
 * Samples per second that exceed what the quickstart's models process, so that a backlog lasts for a measurement.
 *
 * @param processor on one or two processors of today
 * @param gpu on a GPU
 */
public record BacklogSize(long processor, long gpu) {

    /** Returns the samples for a number of seconds. */
    public long during(long seconds, NDManager engine) {
        return seconds * (engine.getDevice().isGpu() ? gpu : processor);
    }
}
