package io.alambic.student.wiring.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Creates meters. */
final class Meters {

    static final String LEARNED = "learned";
    static final String TRAINED = "trained";
    static final String HELD_OUT = "held_out";
    static final String GIVEN_UP = "given_up";
    static final String LEFT_OUT = "left_out";
    static final String DEAD_LETTERED = "dead_lettered";
    private static final String FATE = "fate";

    private Meters() {}

    static Counter records(MeterRegistry registry, String fate) {
        return Counter.builder("alambic.student.records")
                .description("Knowledge records read, by what became of them")
                .tag(FATE, fate)
                .register(registry);
    }

    static Counter promotions(MeterRegistry registry, String outcome) {
        return Counter.builder("alambic.student.promotions")
                .description("Published snapshots, by what became of them")
                .tag("outcome", outcome)
                .register(registry);
    }

    static Counter samples(MeterRegistry registry, String fate) {
        return Counter.builder("alambic.student.samples")
                .description("Samples of the knowledge records read, by what became of them")
                .tag(FATE, fate)
                .register(registry);
    }
}
