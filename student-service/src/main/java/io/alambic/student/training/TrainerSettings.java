package io.alambic.student.training;

import io.alambic.core.evaluate.PromotionRule;
import io.alambic.core.train.CandidateSettings;
import java.time.Duration;
import java.util.Objects;

/**
 * How the trainer works.
 *
 * @param candidate how the student learns
 * @param promotion which candidates may serve
 * @param publishInterval time between candidates, greater than 0
 * @param checkpointInterval time between checkpoints, greater than 0
 * @param failuresBeforeRollback rejected candidates, or batches without a finite cost, in a row after
 *     which training goes back to the last good checkpoint; at least 1
 */
public record TrainerSettings(
        CandidateSettings candidate,
        PromotionRule promotion,
        Duration publishInterval,
        Duration checkpointInterval,
        int failuresBeforeRollback) {

    public TrainerSettings {
        Objects.requireNonNull(candidate, "candidate");
        Objects.requireNonNull(promotion, "promotion");
        requirePositive("publish interval", publishInterval);
        requirePositive("checkpoint interval", checkpointInterval);
        if (failuresBeforeRollback < 1) {
            throw new IllegalArgumentException(
                    "failures before roll back must be at least 1, but is " + failuresBeforeRollback);
        }
    }

    private static void requirePositive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("%s must be greater than 0, but is %s".formatted(name, duration));
        }
    }
}
