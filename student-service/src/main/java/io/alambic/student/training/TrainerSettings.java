package io.alambic.student.training;

import io.alambic.core.cost.feature.FeaturePair;
import io.alambic.core.evaluate.PromotionRule;
import io.alambic.core.search.SearchSettings;
import io.alambic.core.train.CandidateSettings;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Settings of the trainer.
 *
 * @param candidate how the student learns
 * @param search how its hyperparameters are searched; without a search, those of the candidate apply
 * @param promotion rule that decides which candidates may serve
 * @param publishInterval shortest time between evaluations, greater than 0
 * @param checkpointInterval shortest time between checkpoints, greater than 0
 * @param failuresBeforeRollback rejected candidates, or batches without a finite cost, in a row after
 *     which training goes back to the last good checkpoint; at least 1
 * @param rollbackPause pause after a roll back, doubled with each further one until weights are promoted again; 0 or
 *     more
 * @param upkeep what evaluations and checkpoints may take
 * @param serveUntrained whether weights that learned nothing yet serve until others pass
 */
public record TrainerSettings(
        CandidateSettings candidate,
        SearchSettings search,
        PromotionRule promotion,
        Duration publishInterval,
        Duration checkpointInterval,
        int failuresBeforeRollback,
        Duration rollbackPause,
        UpkeepLimits upkeep,
        boolean serveUntrained) {

    public TrainerSettings {
        Objects.requireNonNull(candidate, "candidate");
        Objects.requireNonNull(search, "search");
        search.population().forEach(candidate::with);
        Objects.requireNonNull(promotion, "promotion");
        Objects.requireNonNull(upkeep, "upkeep");
        requirePositive("publish interval", publishInterval);
        requirePositive("checkpoint interval", checkpointInterval);
        if (failuresBeforeRollback < 1) {
            throw new IllegalArgumentException(
                    "failures before roll back must be at least 1, but is " + failuresBeforeRollback);
        }
        if (rollbackPause.isNegative()) {
            throw new IllegalArgumentException("roll back pause must be at least 0, but is " + rollbackPause);
        }
    }

    /** Settings without a search, without a pause after a roll back and without limits of upkeep, which serve trained weights only. */
    public TrainerSettings(
            CandidateSettings candidate,
            PromotionRule promotion,
            Duration publishInterval,
            Duration checkpointInterval,
            int failuresBeforeRollback) {
        this(
                candidate,
                SearchSettings.off(candidate.hyperparameters()),
                promotion,
                publishInterval,
                checkpointInterval,
                failuresBeforeRollback,
                Duration.ZERO,
                UpkeepLimits.NONE,
                false);
    }

    /** Returns the feature pairs that knowledge must contain: none if no candidate uses the feature term. */
    public List<FeaturePair> learnedFeatures() {
        return search.population().stream()
                .map(hyperparameters -> candidate.with(hyperparameters).learnedFeatures())
                .filter(pairs -> !pairs.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private static void requirePositive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("%s must be greater than 0, but is %s".formatted(name, duration));
        }
    }
}
