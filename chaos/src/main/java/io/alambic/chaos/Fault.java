package io.alambic.chaos;

import java.time.Duration;

/**
 * A fault to inject.
 *
 * @param calm wait before the fault
 * @param process index of the process
 * @param kind of the fault
 * @param outage time until the process is restarted, or continues
 */
record Fault(Duration calm, int process, Kind kind, Duration outage) {

    /** Kinds of faults. */
    enum Kind {
        /** {@code kill -9}. */
        KILL,
        /** {@code SIGSTOP}, and {@code SIGCONT} after the outage. */
        FREEZE,
        /** {@code SIGTERM}, as a rolling update does. */
        STOP,
        /** Kills all brokers at once, whatever the process. */
        OUTAGE
    }
}
