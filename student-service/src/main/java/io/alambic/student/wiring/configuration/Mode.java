package io.alambic.student.wiring.configuration;

/** Mode of a process of this service. */
public enum Mode {
    /** Learns and serves. */
    TRAINING,
    /** Serves the weights that the trainer of the same name publishes. */
    SERVING
}
