package io.alambic.student.wiring.metrics;

import io.alambic.core.bucket.ComputedPlaces;
import io.alambic.student.ingest.IngestListener;
import io.alambic.student.knowledge.Refusal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Meters of the knowledge that is read. */
@ApplicationScoped
public class IngestMeters implements IngestListener {

    private final Counter deadLetteredRecords;
    private final Counter deadLetteredSamples;
    private final Counter leftOutSamples;
    private final Counter augmentedSamples;
    private final Counter ownPlaces;
    private final Counter paddingPlaces;
    private final Counter missed;
    private final AtomicLong lag = new AtomicLong();
    private final Counter eventTimesBounded;
    private volatile boolean topicExists;
    private volatile String pauseReason;

    IngestMeters(MeterRegistry registry) {
        deadLetteredRecords = Meters.records(registry, Meters.DEAD_LETTERED);
        deadLetteredSamples = Meters.samples(registry, Meters.DEAD_LETTERED);
        leftOutSamples = Meters.samples(registry, Meters.LEFT_OUT);
        augmentedSamples = Counter.builder("alambic.student.augmented.samples")
                .description("Augmented samples that went into batches")
                .register(registry);
        ownPlaces = places("own", registry);
        paddingPlaces = places("padding", registry);
        missed = Counter.builder("alambic.student.missed.offsets")
                .description("Offsets of the knowledge topic that were gone before they could be read")
                .register(registry);
        eventTimesBounded = Counter.builder("alambic.student.event.times.bounded")
                .description("Knowledge records whose event time lay in the future")
                .register(registry);
        Gauge.builder("alambic.student.ingest.paused", this, meters -> meters.pauseReason == null ? 0 : 1)
                .description("1 while no knowledge fits this student")
                .register(registry);
        Gauge.builder("alambic.student.lag.records", lag, AtomicLong::get)
                .description("Knowledge records not yet read, over all partitions")
                .register(registry);
    }

    private static Counter places(String kind, MeterRegistry registry) {
        return Counter.builder("alambic.student.places")
                .description("Places of samples with open dimensions that the student computes")
                .tag("kind", kind)
                .register(registry);
    }

    @Override
    public void deadLettered(Refusal refusal, int samples) {
        deadLetteredRecords.increment();
        deadLetteredSamples.increment(samples);
    }

    @Override
    public void sampleDeadLettered(Refusal refusal) {
        deadLetteredSamples.increment();
    }

    @Override
    public void augmented(int samples, int leftOut) {
        augmentedSamples.increment(samples);
        leftOutSamples.increment(leftOut);
    }

    @Override
    public void computed(ComputedPlaces places) {
        ownPlaces.increment(places.own());
        paddingPlaces.increment(places.padding());
    }

    @Override
    public void paused(Optional<String> reason) {
        pauseReason = reason.orElse(null);
    }

    @Override
    public void eventTimeBounded() {
        eventTimesBounded.increment();
    }

    @Override
    public void missed(long offsets) {
        missed.increment(offsets);
    }

    @Override
    public void lag(long records) {
        lag.set(records);
    }

    @Override
    public void topicExists(boolean exists) {
        topicExists = exists;
    }

    /** Returns whether the knowledge topic exists. */
    public boolean topicExists() {
        return topicExists;
    }

    /** Returns why no knowledge fits the student; empty if some does. */
    public Optional<String> pauseReason() {
        return Optional.ofNullable(pauseReason);
    }
}
