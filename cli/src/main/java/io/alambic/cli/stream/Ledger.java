package io.alambic.cli.stream;

import java.util.HashMap;
import java.util.Map;

/**
 * Counts the samples by state, read from the topics. Counts samples, not records; an unreadable record counts
 * as one sample. Not thread safe.
 *
 * <p>A sample record is <em>taught</em> once the knowledge topic holds its knowledge, <em>dead-lettered</em>
 * once it is on the dead-letters topic, and otherwise open or skipped.
 */
public final class Ledger {

    private final Map<Place, Integer> produced = new HashMap<>();
    private final Map<Place, Integer> taught = new HashMap<>();
    private final Map<Place, Integer> deadLettered = new HashMap<>();
    private long producedSamples;
    private long taughtSamples;
    private long deadLetteredSamples;
    private long unlearnableSamples;
    private long repeatedRecords;

    /**
     * The position of a record.
     *
     * @param partition of its topic
     * @param offset in that partition
     */
    public record Place(int partition, long offset) {}

    /** Registers a record on the samples topic. */
    public void produced(Place place, int samples) {
        produced.put(place, samples);
        producedSamples += samples;
    }

    /** Registers knowledge about a sample record on the knowledge topic. */
    public void taught(Place origin, int samples) {
        taughtSamples += samples;
        note(taught, origin, samples);
    }

    /** Registers a dead-lettered sample record. */
    public void deadLettered(Place origin, int samples) {
        deadLetteredSamples += samples;
        note(deadLettered, origin, samples);
    }

    /** Registers one dead-lettered sample of a record that is taught otherwise. */
    public void deadLetteredSample() {
        deadLetteredSamples++;
    }

    /** Registers dead-lettered knowledge, which the student could not learn from. */
    public void unlearnable(int samples) {
        unlearnableSamples += samples;
    }

    private void note(Map<Place, Integer> fate, Place origin, int samples) {
        boolean other = fate == taught ? deadLettered.containsKey(origin) : taught.containsKey(origin);
        if (fate.put(origin, samples) != null || other) {
            repeatedRecords++;
        }
    }

    /** Returns the number of samples on the samples topic. */
    public long producedSamples() {
        return producedSamples;
    }

    /** Returns the number of samples on the knowledge topic. */
    public long taughtSamples() {
        return taughtSamples;
    }

    /** Returns the number of samples in dead-lettered sample records. */
    public long deadLetteredSamples() {
        return deadLetteredSamples;
    }

    /** Returns the number of samples in dead-lettered knowledge. */
    public long unlearnableSamples() {
        return unlearnableSamples;
    }

    /** Returns the number of samples whose records are neither taught nor dead-lettered. */
    public long openSamples() {
        return produced.entrySet().stream()
                .filter(record -> !taught.containsKey(record.getKey()) && !deadLettered.containsKey(record.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Returns how often a sample record reached a second final state. Each record must reach exactly one. */
    public long repeatedRecords() {
        return repeatedRecords;
    }
}
