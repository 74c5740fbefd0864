package io.alambic.core.evaluate;

import java.util.Optional;

/**
 * Decides whether a candidate may serve: it must be finite, and not worse than the served weights on
 * the same holdout by more than the tolerance.
 *
 * @param tolerance how much agreement with the teacher may drop, 0..1
 */
public record PromotionRule(double tolerance) {

    public PromotionRule {
        if (!(tolerance >= 0 && tolerance <= 1)) {
            throw new IllegalArgumentException("tolerance must be from 0 to 1, but is " + tolerance);
        }
    }

    /**
     * The verdict on a candidate.
     *
     * @param candidate its figures
     * @param served figures of the served weights on the same samples; empty if nothing serves yet
     */
    public Verdict judge(HoldoutFigures candidate, Optional<HoldoutFigures> served) {
        if (!Double.isFinite(candidate.klNats())) {
            return new Verdict.Reject(candidate, "its answers are not finite");
        }
        if (served.isPresent() && candidate.agreement() < served.get().agreement() - tolerance) {
            return new Verdict.Reject(
                    candidate,
                    "agreement fell from %.4f to %.4f, more than %.4f"
                            .formatted(served.get().agreement(), candidate.agreement(), tolerance));
        }
        return new Verdict.Promote(candidate);
    }
}
