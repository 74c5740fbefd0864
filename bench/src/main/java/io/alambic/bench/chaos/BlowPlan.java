package io.alambic.bench.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Which blows fall, drawn from a seed: the same seed gives the same plan.
 *
 * @param blows how many kills and freezes, at least 1; stops in order come on top
 * @param victims how many processes there are, at least 1
 * @param seed of the draw
 * @param outage how long all brokers are away once, in the middle; zero for never
 */
record BlowPlan(int blows, int victims, long seed, Duration outage) {

    private static final int CALM_MS = 3_000;
    private static final int SHORT_OUTAGE_MS = 1_500;

    /** Longer than the sessions of consumers, so that a frozen process finds itself replaced. */
    private static final int LONG_OUTAGE_MS = 14_000;

    private static final double FREEZES = 0.35;
    private static final double STOPS = 0.15;
    private static final double LONG_FREEZES = 0.25;

    BlowPlan {
        if (blows < 1 || victims < 1) {
            throw new IllegalArgumentException(
                    "at least 1 blow and 1 victim are needed, but there are %d and %d".formatted(blows, victims));
        }
    }

    /** The blows, in order. */
    List<Blow> draw() {
        SplittableRandom random = new SplittableRandom(seed);
        List<Blow> plan = new ArrayList<>();
        int hard = 0;
        while (hard < blows) {
            Duration calm = Duration.ofMillis(random.nextInt(CALM_MS));
            int victim = random.nextInt(victims);
            Blow.Kind kind = kind(random.nextDouble());
            boolean longOutage = kind == Blow.Kind.FREEZE && random.nextDouble() < LONG_FREEZES;
            Duration outage = Duration.ofMillis(random.nextInt(longOutage ? LONG_OUTAGE_MS : SHORT_OUTAGE_MS));
            plan.add(new Blow(calm, victim, kind, outage));
            hard += kind == Blow.Kind.STOP ? 0 : 1;
        }
        if (!outage.isZero()) {
            plan.add(plan.size() / 2, new Blow(Duration.ZERO, 0, Blow.Kind.OUTAGE, outage));
        }
        return plan;
    }

    private static Blow.Kind kind(double drawn) {
        if (drawn < FREEZES) {
            return Blow.Kind.FREEZE;
        }
        return drawn < FREEZES + STOPS ? Blow.Kind.STOP : Blow.Kind.KILL;
    }
}
