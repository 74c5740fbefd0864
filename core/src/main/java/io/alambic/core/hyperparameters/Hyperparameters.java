package io.alambic.core.hyperparameters;

import io.alambic.core.cost.Temperature;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * How every {@link Hyperparameter} is set over the steps. Immutable.
 *
 * @param schedules of all hyperparameters; λ at least 0 and not all of them 0 at the begin or at the end, the
 *     temperature greater than 0, the learning rate at least 0 and not always 0
 */
public record Hyperparameters(Map<Hyperparameter, Schedule> schedules) {

    public Hyperparameters {
        schedules = Collections.unmodifiableMap(new EnumMap<>(schedules));
        if (schedules.size() < Hyperparameter.values().length) {
            throw new IllegalArgumentException(
                    "some hyperparameters are not set: there are only " + schedules.keySet());
        }
        schedules.forEach(Hyperparameters::checked);
        requireSomeLambda(schedules, 0);
        requireSomeLambda(schedules, Long.MAX_VALUE);
    }

    private static void requireSomeLambda(Map<Hyperparameter, Schedule> schedules, long step) {
        float sum = schedules.get(Hyperparameter.LAMBDA1).at(step)
                + schedules.get(Hyperparameter.LAMBDA2).at(step)
                + schedules.get(Hyperparameter.LAMBDA3).at(step);
        if (sum <= 0) {
            throw new IllegalArgumentException(
                    "lambda1, lambda2 and lambda3 are all 0 %s: there is nothing to learn from"
                            .formatted(step == 0 ? "at the begin" : "in the end"));
        }
    }

    /** Hyperparameters that no step moves. */
    public static Hyperparameters fixed(
            float lambda1, float lambda2, float lambda3, Temperature temperature, float learningRate) {
        Map<Hyperparameter, Schedule> schedules = new EnumMap<>(Hyperparameter.class);
        schedules.put(Hyperparameter.LAMBDA1, Schedule.constant(lambda1));
        schedules.put(Hyperparameter.LAMBDA2, Schedule.constant(lambda2));
        schedules.put(Hyperparameter.LAMBDA3, Schedule.constant(lambda3));
        schedules.put(Hyperparameter.TEMPERATURE, Schedule.constant(temperature.value()));
        schedules.put(Hyperparameter.LEARNING_RATE, Schedule.constant(learningRate));
        return new Hyperparameters(schedules);
    }

    /**
     * A schedule that the hyperparameter may be set to, whatever the others are.
     *
     * @throws IllegalArgumentException naming the hyperparameter
     */
    public static Schedule checked(Hyperparameter hyperparameter, Schedule schedule) {
        boolean positive = hyperparameter == Hyperparameter.TEMPERATURE;
        if (!schedule.isAtLeast(positive ? Float.MIN_VALUE : 0)) {
            throw new IllegalArgumentException("%s must be finite and %s 0, but is %s"
                    .formatted(hyperparameter.words(), positive ? "greater than" : "at least", schedule));
        }
        if (hyperparameter == Hyperparameter.LEARNING_RATE && schedule.isZero()) {
            throw new IllegalArgumentException("learning rate must be greater than 0, but is " + schedule);
        }
        return schedule;
    }

    /**
     * Returns these hyperparameters with one changed.
     *
     * @throws IllegalArgumentException if that cannot be learned with
     */
    public Hyperparameters with(Hyperparameter hyperparameter, Schedule schedule) {
        return with(Map.of(hyperparameter, schedule));
    }

    /**
     * Returns these hyperparameters with some changed.
     *
     * @throws IllegalArgumentException if that cannot be learned with
     */
    public Hyperparameters with(Map<Hyperparameter, Schedule> changes) {
        Map<Hyperparameter, Schedule> changed = new EnumMap<>(schedules);
        changed.putAll(changes);
        return new Hyperparameters(changed);
    }

    /** How one hyperparameter is set over the steps. */
    public Schedule schedule(Hyperparameter hyperparameter) {
        return schedules.get(hyperparameter);
    }

    /**
     * The value of one hyperparameter for a step.
     *
     * @param step number of steps taken before it
     */
    public float at(Hyperparameter hyperparameter, long step) {
        return schedules.get(hyperparameter).at(step);
    }
}
