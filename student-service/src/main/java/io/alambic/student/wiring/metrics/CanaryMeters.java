package io.alambic.student.wiring.metrics;

import io.alambic.student.canary.CanaryListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/** Meters of the trials on requests. */
@Singleton
public class CanaryMeters implements CanaryListener {

    private static final String PREFIX = "alambic.student.canary.";

    private final Counter agreed;
    private final Counter differed;
    private final Counter dropped;
    private final Counter calls;
    private final Counter promoted;
    private final Counter withdrawn;
    private volatile long version;

    CanaryMeters(MeterRegistry registry) {
        agreed = samples(registry, "agreed");
        differed = samples(registry, "differed");
        dropped = samples(registry, "dropped");
        calls = Counter.builder(PREFIX + "calls")
                .description("Inference calls that a candidate on trial answered")
                .register(registry);
        promoted = Meters.promotions(registry, "promoted");
        withdrawn = Meters.promotions(registry, "withdrawn");
        Gauge.builder(PREFIX + "version", this, meters -> meters.version)
                .description("Version on trial, 0 while there is none")
                .register(registry);
    }

    private static Counter samples(MeterRegistry registry, String result) {
        return Counter.builder(PREFIX + "samples")
                .description("Samples computed by candidate and served weights, by whether they name one class")
                .tag("result", result)
                .register(registry);
    }

    @Override
    public void began(long candidate) {
        version = candidate;
    }

    @Override
    public void answered(int answered) {
        calls.increment(answered);
    }

    @Override
    public void compared(int samples, int same) {
        agreed.increment(same);
        differed.increment(samples - same);
    }

    @Override
    public void dropped(int samples) {
        dropped.increment(samples);
    }

    @Override
    public void ended(long candidate, boolean wasPromoted) {
        version = 0;
        (wasPromoted ? promoted : withdrawn).increment();
    }
}
