package io.alambic.student.canary;

import io.alambic.student.registry.ServedModel;
import io.alambic.student.registry.TrialFigures;
import java.util.Optional;

/** Counts the agreement of one candidate and decides its trial. Thread safe. */
final class Trial {

    /** Decision of a trial. */
    record Outcome(boolean promoted, String reason) {}

    private final ServedModel candidate;
    private final CanarySettings settings;
    private final long beganNanos;
    private long compared;
    private long agreed;
    private boolean finite = true;

    Trial(ServedModel candidate, CanarySettings settings, long nowNanos) {
        this.candidate = candidate;
        this.settings = settings;
        this.beganNanos = nowNanos;
    }

    ServedModel candidate() {
        return candidate;
    }

    /**
     * Records a comparison.
     *
     * @param areFinite whether all logits of the candidate are finite
     */
    synchronized void compared(int samples, int same, boolean areFinite) {
        compared += samples;
        agreed += same;
        finite &= areFinite;
    }

    /** Returns the figures so far. */
    synchronized TrialFigures figures() {
        return new TrialFigures(candidate, compared, agreed);
    }

    /** Returns the decision; empty while it is too early for one. */
    synchronized Optional<Outcome> outcome(long nowNanos) {
        if (!finite) {
            return Optional.of(new Outcome(false, "an answer is not finite"));
        }
        if (compared < settings.samples()
                && nowNanos - beganNanos < settings.window().toNanos()) {
            return Optional.empty();
        }
        if (compared == 0) {
            return Optional.of(new Outcome(true, "no request came to compare"));
        }
        double agreement = agreed / (double) compared;
        return Optional.of(new Outcome(
                agreement >= settings.agreement(),
                "agrees with the served weights on %.4f of %d samples, and has to on %s"
                        .formatted(agreement, compared, settings.agreement())));
    }
}
