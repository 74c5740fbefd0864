package io.alambic.student.wiring;

/** Mode of a process of this service. */
enum Mode {
    /** Learns and serves. */
    TRAINING,
    /** Serves the weights that the trainer of the same name publishes. */
    SERVING
}
