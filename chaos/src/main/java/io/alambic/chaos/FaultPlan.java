package io.alambic.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Draws faults from a seed: the same seed gives the same plan.
 *
 * @param faults number of kills and freezes, at least 1; clean stops are added to them
 * @param seed of the draw
 * @param outage how long all brokers are down once, in the middle of the run; zero to skip this
 */
public record FaultPlan(int faults, long seed, Duration outage) {

    private static final int CALM_MS = 3_000;
    private static final int SHORT_OUTAGE_MS = 1_500;

    /** Longer than a consumer's session timeout, so that the group replaces a frozen process. */
    private static final int LONG_OUTAGE_MS = 14_000;

    private static final double FREEZES = 0.35;
    private static final double STOPS = 0.15;
    private static final double LONG_FREEZES = 0.25;

    public FaultPlan {
        if (faults < 1) {
            throw new IllegalArgumentException("at least 1 fault is needed, but there are " + faults);
        }
    }

    /** Returns the faults of some processes, in order. */
    List<Fault> draw(int processes) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Fault> plan = new ArrayList<>();
        int hard = 0;
        while (hard < faults) {
            Duration calm = Duration.ofMillis(random.nextInt(CALM_MS));
            int process = random.nextInt(processes);
            Fault.Kind kind = kind(random.nextDouble());
            boolean longOutage = kind == Fault.Kind.FREEZE && random.nextDouble() < LONG_FREEZES;
            Duration outage = Duration.ofMillis(random.nextInt(longOutage ? LONG_OUTAGE_MS : SHORT_OUTAGE_MS));
            plan.add(new Fault(calm, process, kind, outage));
            hard += kind == Fault.Kind.STOP ? 0 : 1;
        }
        if (!outage.isZero()) {
            plan.add(plan.size() / 2, new Fault(Duration.ZERO, 0, Fault.Kind.OUTAGE, outage));
        }
        return plan;
    }

    private static Fault.Kind kind(double drawn) {
        if (drawn < FREEZES) {
            return Fault.Kind.FREEZE;
        }
        return drawn < FREEZES + STOPS ? Fault.Kind.STOP : Fault.Kind.KILL;
    }
}
