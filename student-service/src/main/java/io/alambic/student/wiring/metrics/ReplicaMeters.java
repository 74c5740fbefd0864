package io.alambic.student.wiring.metrics;

import io.alambic.student.weights.FollowerListener;
import io.alambic.student.weights.WeightsRefusal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Meters of the weights that a replica receives. */
@Singleton
public class ReplicaMeters implements FollowerListener {

    private static final String PREFIX = "alambic.student.weights.";

    private final Timer delivery;
    private final Map<WeightsRefusal, Counter> refused = new EnumMap<>(WeightsRefusal.class);

    ReplicaMeters(MeterRegistry registry) {
        delivery = Timer.builder(PREFIX + "delivery")
                .description("From the promotion at the trainer until the weights serve here")
                .register(registry);
        for (WeightsRefusal reason : WeightsRefusal.values()) {
            refused.put(
                    reason,
                    Counter.builder(PREFIX + "refused")
                            .description("Weights that came and are not served, by reason")
                            .tag("reason", reason.label())
                            .register(registry));
        }
    }

    @Override
    public void received(long millis) {
        delivery.record(Math.max(0, millis), TimeUnit.MILLISECONDS);
    }

    @Override
    public void refused(WeightsRefusal reason) {
        refused.get(reason).increment();
    }
}
