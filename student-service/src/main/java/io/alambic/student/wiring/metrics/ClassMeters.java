package io.alambic.student.wiring.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/** Meters of the classes that a classifier's teacher names, registered when they are first known. */
final class ClassMeters {

    private final MeterRegistry registry;
    private volatile List<Double> agreement = List.of();
    private int registered;

    ClassMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Updates the meters. Called by one thread. */
    void show(List<Double> agreementByClass) {
        agreement = agreementByClass;
        for (; registered < agreementByClass.size(); registered++) {
            int named = registered;
            Gauge.builder(
                            "alambic.student.holdout.class.agreement.ratio",
                            this,
                            meters -> named < meters.agreement.size() ? meters.agreement.get(named) : Double.NaN)
                    .description("Agreement of the newest weights with the teacher, by the class that it names")
                    .tag("class", Integer.toString(named))
                    .register(registry);
        }
    }
}
