package io.alambic.teacher.wiring;

import io.alambic.core.bucket.ComputedPlaces;
import io.alambic.models.Spending;
import io.alambic.teacher.AnsweringService;
import io.alambic.teacher.TeacherService;
import io.alambic.teacher.model.InstrumentedTeacher;
import io.alambic.teacher.topology.SampleRefusal;
import io.alambic.teacher.topology.TeachingListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;

/** The teacher's meters; docs/metrics.md says what each means. */
@ApplicationScoped
public class TeacherMeters implements TeachingListener, InstrumentedTeacher.BatchListener {

    private static final String PREFIX = "alambic.teacher.";

    private final Fate taught;
    private final Fate skipped;
    private final Fate filtered;
    private final Fate deadLettered;
    private final Map<SampleRefusal, Counter> deadLetters = new EnumMap<>(SampleRefusal.class);
    private final Counter augmented;
    private final Counter augmentedLeftOut;
    private final Counter knowledgeBytes;
    private final Counter replacedEventTimes;
    private final Counter batches;
    private final DistributionSummary batchSamples;
    private final Timer forward;
    private final Counter ownPlaces;
    private final Counter paddingPlaces;
    private final AtomicLong pending = new AtomicLong();
    private volatile double rate = Double.NaN;
    private volatile double keys = Double.NaN;

    /** Counters of records and samples with the same fate. */
    private record Fate(Counter records, Counter samples) {

        static Fate named(String fate, MeterRegistry registry) {
            return new Fate(
                    Counter.builder(PREFIX + "records")
                            .description("Sample records read, by what became of them")
                            .tag("fate", fate)
                            .register(registry),
                    Counter.builder(PREFIX + "samples")
                            .description("Samples of the records read, by what became of them")
                            .tag("fate", fate)
                            .register(registry));
        }

        void count(int count) {
            records.increment();
            samples.increment(count);
        }
    }

    TeacherMeters(MeterRegistry registry, RunningTeacher running) {
        taught = Fate.named("taught", registry);
        skipped = Fate.named("skipped", registry);
        filtered = Fate.named("filtered", registry);
        deadLettered = Fate.named("dead_lettered", registry);
        for (SampleRefusal refusal : SampleRefusal.values()) {
            deadLetters.put(
                    refusal,
                    Counter.builder(PREFIX + "dead.letters")
                            .description("Records and single samples sent to the dead-letters topic")
                            .tag("reason", refusal.label())
                            .register(registry));
        }
        augmented = augmented("taught", registry);
        augmentedLeftOut = augmented("left_out", registry);
        knowledgeBytes = Counter.builder(PREFIX + "knowledge.bytes")
                .description("Size of the knowledge records written")
                .register(registry);
        replacedEventTimes = Counter.builder(PREFIX + "replaced.event.times")
                .description("Sample records whose event time lay too far in the future")
                .register(registry);
        batches = Counter.builder(PREFIX + "batches")
                .description("Batches that went through the model")
                .register(registry);
        batchSamples = DistributionSummary.builder(PREFIX + "batch.samples")
                .description("Samples of a batch")
                .register(registry);
        forward = Timer.builder(PREFIX + "forward")
                .description("One batch through the model")
                .register(registry);
        ownPlaces = places("own", registry);
        paddingPlaces = places("padding", registry);
        Gauge.builder(PREFIX + "pending.samples", pending, AtomicLong::get)
                .description("Samples that wait for a batch to fill")
                .register(registry);
        Gauge.builder(PREFIX + "teaching.rate.ratio", this, meters -> meters.rate)
                .description("Share of the sample records that is taught")
                .register(registry);
        Gauge.builder(PREFIX + "teaching.key.ratio", this, meters -> meters.keys)
                .description("Share of the keys whose records are taught")
                .register(registry);
        Gauge.builder(PREFIX + "lag.records", running, teacher -> teacher.get()
                        .map(AnsweringService::lag)
                        .orElse(0L))
                .description("Records not yet read, over all partitions of this instance")
                .register(registry);
        spent("calls", "Calls to a language model", running, Spending::calls, registry);
        spent("cached.answers", "Samples that needed no call to it", running, Spending::cached, registry);
        spent("prompt.tokens", "Tokens of prompts that it counted", running, Spending::promptTokens, registry);
        spent("completion.tokens", "Tokens of answers that it counted", running, Spending::completionTokens, registry);
        spent("money", "What its tokens cost, in the unit of the prices", running, Spending::money, registry);
    }

    private static void spent(
            String what,
            String description,
            RunningTeacher running,
            ToDoubleFunction<Spending> figure,
            MeterRegistry registry) {
        FunctionCounter.builder(PREFIX + "spent." + what, running, teacher -> teacher.teacher()
                        .map(TeacherService::spending)
                        .map(figure::applyAsDouble)
                        .orElse(0.0))
                .description(description)
                .register(registry);
    }

    private static Counter places(String kind, MeterRegistry registry) {
        return Counter.builder(PREFIX + "places")
                .description("Places of samples with open dimensions that the model computed")
                .tag("kind", kind)
                .register(registry);
    }

    private static Counter augmented(String fate, MeterRegistry registry) {
        return Counter.builder(PREFIX + "augmented.samples")
                .description("Samples that were made of taught ones, by what became of them")
                .tag("fate", fate)
                .register(registry);
    }

    @Override
    public void taught(int samples, int bytes) {
        taught.count(samples);
        knowledgeBytes.increment(bytes);
    }

    @Override
    public void augmented(int samples, int bytes) {
        augmented.increment(samples);
        knowledgeBytes.increment(bytes);
    }

    @Override
    public void augmentedLeftOut(int samples) {
        augmentedLeftOut.increment(samples);
    }

    @Override
    public void skipped(int samples) {
        skipped.count(samples);
    }

    @Override
    public void filtered(int samples) {
        filtered.count(samples);
    }

    @Override
    public void samplesFiltered(int samples) {
        filtered.samples().increment(samples);
    }

    @Override
    public void deadLettered(SampleRefusal refusal, int samples) {
        deadLettered.count(samples);
        deadLetters.get(refusal).increment();
    }

    @Override
    public void sampleDeadLettered(SampleRefusal refusal) {
        deadLettered.samples().increment();
        deadLetters.get(refusal).increment();
    }

    @Override
    public void eventTimeReplaced() {
        replacedEventTimes.increment();
    }

    @Override
    public void pendingChanged(int samples) {
        pending.addAndGet(samples);
    }

    @Override
    public void teachingShares(double ofRecords, double ofKeys) {
        rate = ofRecords;
        keys = ofKeys;
    }

    @Override
    public void answered(long samples, long nanos) {
        batches.increment();
        batchSamples.record(samples);
        forward.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void computed(ComputedPlaces places) {
        ownPlaces.increment(places.own());
        paddingPlaces.increment(places.padding());
    }
}
