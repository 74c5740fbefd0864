package io.alambic.launch;

import java.time.Duration;
import java.util.Optional;

/** How a process ended that was asked to. */
public sealed interface Stopping {

    /** It ended in time. */
    record InOrder() implements Stopping {}

    /** It had ended before it was asked. */
    record EndedBefore(String name, int exitCode) implements Stopping {}

    /** It went on, and was killed. */
    record TooLate(String name, Duration grace) implements Stopping {}

    /** Returns what is wrong, in a sentence; empty where nothing is. */
    default Optional<String> fault() {
        if (this instanceof EndedBefore ended) {
            return Optional.of("%s had ended by itself with exit code %d before it was stopped"
                    .formatted(ended.name(), ended.exitCode()));
        }
        if (this instanceof TooLate late) {
            return Optional.of("%s had to be killed: it did not end within %d s of SIGTERM"
                    .formatted(late.name(), late.grace().toSeconds()));
        }
        return Optional.empty();
    }
}
