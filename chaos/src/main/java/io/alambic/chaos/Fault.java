package io.alambic.chaos;

import java.time.Duration;

/**
 * A fault to inject.
 *
 * @param calm how long nothing happens before
 * @param process index of the process that is hit
 * @param kind what happens to it
 * @param outage how long until it is started again, or goes on
 */
record Fault(Duration calm, int process, Kind kind, Duration outage) {

    /** Ways in which a process fails. */
    enum Kind {
        /** {@code kill -9}. */
        KILL,
        /** {@code SIGSTOP}, and {@code SIGCONT} after the outage. */
        FREEZE,
        /** {@code SIGTERM}, as a rolling update does. */
        STOP,
        /** Every broker is killed at once, whatever the process. */
        OUTAGE
    }
}
