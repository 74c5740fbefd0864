package io.alambic.core.search;

import io.alambic.core.hyperparameters.Hyperparameter;
import io.alambic.core.hyperparameters.Hyperparameters;
import io.alambic.core.hyperparameters.Schedule;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Perturbs hyperparameters: each is multiplied by 0.8 or by 1.2, as chance has it (Jaderberg et al. 2017). A schedule
 * is multiplied as a whole, and what is 0 stays 0. No hyperparameter ever gets further than ten times beyond the
 * range of the values that the population began with, so that one which hardly matters cannot drift away.
 *
 * <p>Chance is a function of the seed and the new candidate's number alone: there is no state that a
 * checkpoint would have to hold.
 *
 * @param origin hyperparameters that the population began with
 * @param seed of all perturbations
 */
record Exploration(List<Hyperparameters> origin, long seed) {

    private static final float LESS = 0.8f;
    private static final float MORE = 1.2f;
    private static final float FURTHEST = 10;
    /** Odd, and far from any small multiple of itself: what SplittableRandom itself steps by. */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    Exploration {
        origin = List.copyOf(origin);
    }

    /**
     * Hyperparameters near others.
     *
     * @param id of the candidate that begins with them
     */
    Hyperparameters perturbed(Hyperparameters hyperparameters, long id) {
        RandomGenerator random = new SplittableRandom(seed ^ (id * GOLDEN));
        Map<Hyperparameter, Schedule> schedules = new EnumMap<>(Hyperparameter.class);
        for (Hyperparameter hyperparameter : Hyperparameter.values()) {
            float factor = random.nextBoolean() ? MORE : LESS;
            schedules.put(hyperparameter, moved(hyperparameter, hyperparameters.schedule(hyperparameter), factor));
        }
        return hyperparameters.with(schedules);
    }

    private Schedule moved(Hyperparameter hyperparameter, Schedule schedule, float factor) {
        float largest = schedule.largest();
        float most = FURTHEST
                * origin.stream()
                        .map(begun -> begun.schedule(hyperparameter).largest())
                        .max(Float::compare)
                        .orElseThrow();
        float least = origin.stream()
                        .map(begun -> begun.schedule(hyperparameter).largest())
                        .filter(value -> value > 0)
                        .min(Float::compare)
                        .orElse(0f)
                / FURTHEST;
        float moved = largest * factor;
        return moved > most || moved < least ? schedule : schedule.times(factor);
    }
}
