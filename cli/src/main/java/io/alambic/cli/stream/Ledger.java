package io.alambic.cli.stream;

import java.util.HashMap;
import java.util.Map;

/**
 * The fate of every sample record, told from the topics themselves. Samples are counted, not records;
 * a record that cannot be read counts as one sample. Not thread safe.
 *
 * <p>A sample record is <em>taught</em> once knowledge of it is there, <em>dead-lettered</em> once it
 * lies among the dead letters, and otherwise still open or skipped.
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
     * Where a record lies.
     *
     * @param partition of its topic
     * @param offset in that partition
     */
    public record Place(int partition, long offset) {}

    /** A record lies on the samples topic. */
    public void produced(Place place, int samples) {
        produced.put(place, samples);
        producedSamples += samples;
    }

    /** Knowledge about a sample record lies on the knowledge topic. */
    public void taught(Place origin, int samples) {
        taughtSamples += samples;
        note(taught, origin, samples);
    }

    /** A sample record lies among the dead letters. */
    public void deadLettered(Place origin, int samples) {
        deadLetteredSamples += samples;
        note(deadLettered, origin, samples);
    }

    /** Knowledge lies among the dead letters: the student could not learn from it. */
    public void unlearnable(int samples) {
        unlearnableSamples += samples;
    }

    private void note(Map<Place, Integer> fate, Place origin, int samples) {
        boolean other = fate == taught ? deadLettered.containsKey(origin) : taught.containsKey(origin);
        if (fate.put(origin, samples) != null || other) {
            repeatedRecords++;
        }
    }

    /** Samples on the samples topic. */
    public long producedSamples() {
        return producedSamples;
    }

    /** Samples on the knowledge topic. */
    public long taughtSamples() {
        return taughtSamples;
    }

    /** Sample records among the dead letters, in samples. */
    public long deadLetteredSamples() {
        return deadLetteredSamples;
    }

    /** Knowledge among the dead letters, in samples. */
    public long unlearnableSamples() {
        return unlearnableSamples;
    }

    /** Samples of records that are neither taught nor dead-lettered. */
    public long openSamples() {
        return produced.entrySet().stream()
                .filter(record -> !taught.containsKey(record.getKey()) && !deadLettered.containsKey(record.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** How often a sample record met a second fate: each must meet exactly one. */
    public long repeatedRecords() {
        return repeatedRecords;
    }
}
