package io.alambic.student.wiring;

/** What a process of this service does. */
enum Mode {
    /** Learns, and serves what it learned. */
    TRAINING,
    /** Serves what the trainer of the same name has published. */
    SERVING
}
