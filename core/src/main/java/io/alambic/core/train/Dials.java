package io.alambic.core.train;

import io.alambic.core.cost.Temperature;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * How every {@link Dial} is set over the steps. Immutable.
 *
 * @param schedules of all dials; λ at least 0 and not all of them 0 at the begin or at the end, the
 *     temperature greater than 0, the learning rate at least 0 and not always 0
 */
public record Dials(Map<Dial, Schedule> schedules) {

    public Dials {
        schedules = Collections.unmodifiableMap(new EnumMap<>(schedules));
        if (schedules.size() < Dial.values().length) {
            throw new IllegalArgumentException("some dials are not set: there are only " + schedules.keySet());
        }
        schedules.forEach(Dials::checked);
        requireSomeLambda(schedules, 0);
        requireSomeLambda(schedules, Long.MAX_VALUE);
    }

    private static void requireSomeLambda(Map<Dial, Schedule> schedules, long step) {
        float sum = schedules.get(Dial.LAMBDA1).at(step)
                + schedules.get(Dial.LAMBDA2).at(step)
                + schedules.get(Dial.LAMBDA3).at(step);
        if (sum <= 0) {
            throw new IllegalArgumentException(
                    "lambda1, lambda2 and lambda3 are all 0 %s: there is nothing to learn from"
                            .formatted(step == 0 ? "at the begin" : "in the end"));
        }
    }

    /** Dials that no step moves. */
    public static Dials fixed(
            float lambda1, float lambda2, float lambda3, Temperature temperature, float learningRate) {
        Map<Dial, Schedule> schedules = new EnumMap<>(Dial.class);
        schedules.put(Dial.LAMBDA1, Schedule.constant(lambda1));
        schedules.put(Dial.LAMBDA2, Schedule.constant(lambda2));
        schedules.put(Dial.LAMBDA3, Schedule.constant(lambda3));
        schedules.put(Dial.TEMPERATURE, Schedule.constant(temperature.value()));
        schedules.put(Dial.LEARNING_RATE, Schedule.constant(learningRate));
        return new Dials(schedules);
    }

    /**
     * A schedule that the dial may be set to, whatever the others are.
     *
     * @throws IllegalArgumentException naming the dial
     */
    public static Schedule checked(Dial dial, Schedule schedule) {
        boolean positive = dial == Dial.TEMPERATURE;
        if (!schedule.isAtLeast(positive ? Float.MIN_VALUE : 0)) {
            throw new IllegalArgumentException("%s must be finite and %s 0, but is %s"
                    .formatted(dial.words(), positive ? "greater than" : "at least", schedule));
        }
        if (dial == Dial.LEARNING_RATE && schedule.isZero()) {
            throw new IllegalArgumentException("learning rate must be greater than 0, but is " + schedule);
        }
        return schedule;
    }

    /**
     * These dials with one set anew.
     *
     * @throws IllegalArgumentException if that cannot be learned with
     */
    public Dials with(Dial dial, Schedule schedule) {
        return with(Map.of(dial, schedule));
    }

    /**
     * These dials with some set anew.
     *
     * @throws IllegalArgumentException if that cannot be learned with
     */
    public Dials with(Map<Dial, Schedule> anew) {
        Map<Dial, Schedule> changed = new EnumMap<>(schedules);
        changed.putAll(anew);
        return new Dials(changed);
    }

    /** How one dial is set over the steps. */
    public Schedule schedule(Dial dial) {
        return schedules.get(dial);
    }

    /**
     * The value of one dial for a step.
     *
     * @param step number of steps taken before it
     */
    public float at(Dial dial, long step) {
        return schedules.get(dial).at(step);
    }
}
