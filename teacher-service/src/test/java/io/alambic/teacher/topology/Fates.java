package io.alambic.teacher.topology;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what a topology tells. Thread safe. */
public final class Fates implements TeachingListener {

    public final AtomicLong taught = new AtomicLong();
    public final AtomicLong augmented = new AtomicLong();
    public final AtomicLong augmentedLeftOut = new AtomicLong();
    public final AtomicLong skipped = new AtomicLong();
    public final AtomicLong skippedRecords = new AtomicLong();
    public final AtomicLong filtered = new AtomicLong();
    public final AtomicLong filteredRecords = new AtomicLong();
    public final AtomicLong deadLettered = new AtomicLong();
    public final AtomicLong pending = new AtomicLong();
    public final AtomicLong replacedEventTimes = new AtomicLong();
    public final AtomicLong knowledgeBytes = new AtomicLong();
    private final Map<SampleRefusal, Integer> refusals = new EnumMap<>(SampleRefusal.class);
    private final List<Double> rates = new ArrayList<>();

    @Override
    public void taught(int samples, int bytes) {
        taught.addAndGet(samples);
        knowledgeBytes.addAndGet(bytes);
    }

    @Override
    public void augmented(int samples, int bytes) {
        augmented.addAndGet(samples);
    }

    @Override
    public void augmentedLeftOut(int samples) {
        augmentedLeftOut.addAndGet(samples);
    }

    @Override
    public void skipped(int samples) {
        skipped.addAndGet(samples);
        skippedRecords.incrementAndGet();
    }

    @Override
    public void filtered(int samples) {
        filtered.addAndGet(samples);
        filteredRecords.incrementAndGet();
    }

    @Override
    public void samplesFiltered(int samples) {
        filtered.addAndGet(samples);
    }

    @Override
    public synchronized void deadLettered(SampleRefusal refusal, int samples) {
        deadLettered.addAndGet(samples);
        refusals.merge(refusal, 1, Integer::sum);
    }

    @Override
    public synchronized void sampleDeadLettered(SampleRefusal refusal) {
        deadLettered.incrementAndGet();
        refusals.merge(refusal, 1, Integer::sum);
    }

    @Override
    public void eventTimeReplaced() {
        replacedEventTimes.incrementAndGet();
    }

    @Override
    public void pendingChanged(int samples) {
        pending.addAndGet(samples);
    }

    @Override
    public synchronized void teachingShares(double rate, double keys) {
        if (rates.isEmpty() || rates.get(rates.size() - 1) != rate) {
            rates.add(rate);
        }
    }

    /** Dead-lettered records by reason. */
    public synchronized Map<SampleRefusal, Integer> refusals() {
        return Map.copyOf(refusals);
    }

    /** Every rate that was in force, in order. */
    public synchronized List<Double> rates() {
        return List.copyOf(rates);
    }
}
