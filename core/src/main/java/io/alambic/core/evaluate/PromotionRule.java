package io.alambic.core.evaluate;

import io.alambic.core.figures.Figure;
import io.alambic.core.figures.HoldoutFigures;
import java.util.Optional;

/**
 * Decides whether a candidate may serve: it must be finite, and not worse than the served weights on the same holdout by more
 * than the tolerance. The first figure of the task decides, of which more is better.
 *
 * @param tolerance how much that figure may drop, 0..1
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
        if (!candidate.isFinite()) {
            return new Verdict.Reject(candidate, "its answers are not finite");
        }
        Figure figure = candidate.decisive();
        double value = candidate.value(figure);
        if (served.isPresent() && value < served.get().value(figure) - tolerance) {
            return new Verdict.Reject(
                    candidate,
                    "%s fell from %.4f to %.4f, more than %.4f"
                            .formatted(figure.name(), served.get().value(figure), value, tolerance));
        }
        return new Verdict.Promote(candidate);
    }
}
