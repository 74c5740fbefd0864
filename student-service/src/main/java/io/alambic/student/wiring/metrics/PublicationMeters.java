package io.alambic.student.wiring.metrics;

import io.alambic.student.weights.PublicationListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Meters of the publication of weights. */
@Singleton
public class PublicationMeters implements PublicationListener {

    private static final String PREFIX = "alambic.student.weights.";

    private final Counter published;
    private final Counter publishedBytes;
    private final Counter failures;
    private volatile long version;
    private volatile String failure;

    PublicationMeters(MeterRegistry registry) {
        published = Counter.builder(PREFIX + "published")
                .description("Snapshots written to the weights topic")
                .register(registry);
        publishedBytes = Counter.builder(PREFIX + "published.bytes")
                .description("Size of those snapshots")
                .register(registry);
        failures = Counter.builder(PREFIX + "publish.failures")
                .description("Attempts at writing a snapshot to the weights topic that failed")
                .register(registry);
        Gauge.builder(PREFIX + "published.version", this, meters -> meters.version)
                .description("Version on the weights topic, 0 before the first")
                .register(registry);
        Gauge.builder(PREFIX + "publish.failing", this, meters -> meters.failure == null ? 0 : 1)
                .description("1 where the newest snapshot could not be published")
                .register(registry);
    }

    @Override
    public void published(long newVersion, long bytes) {
        published.increment();
        publishedBytes.increment(bytes);
        version = newVersion;
        failure = null;
    }

    @Override
    public void publicationFailed(String reason) {
        failures.increment();
        failure = reason;
    }

    /** Returns why the newest weights could not be published; empty if they were. */
    public Optional<String> failure() {
        return Optional.ofNullable(failure);
    }
}
