package io.alambic.mapping;

import io.alambic.v1.SampleBatch;
import java.util.BitSet;
import java.util.Map;

/**
 * What a record became. The rows of its samples are counted from 0 in the order of the record, without those that the filter left out.
 *
 * @param batch its samples; no tensors if there are none
 * @param samples N, those that cannot be used included
 * @param filtered how many the filter left out
 * @param faults why a sample cannot be used, by row; fewer than N. Its row of the batch is zeros.
 * @param places of its samples among all of the record, those that the filter left out counted: a set of N; empty if they are 0 to
 *     N-1. Not to be changed
 */
public record MappedSamples(SampleBatch batch, int samples, int filtered, Map<Integer, String> faults, BitSet places) {

    public MappedSamples {
        faults = Map.copyOf(faults);
    }

    /** A record without samples. */
    public static MappedSamples none(int filtered) {
        return new MappedSamples(SampleBatch.getDefaultInstance(), 0, filtered, Map.of(), new BitSet());
    }

    /** Returns whether these are all samples of the record. */
    public boolean isWhole() {
        return places.isEmpty();
    }

    /** Returns the row of the sample at a place of the record; -1 if the record has none there, or the filter left it out. */
    public int rowAt(int place) {
        if (isWhole()) {
            return place < samples ? place : -1;
        }
        return places.get(place) ? places.get(0, place).cardinality() : -1;
    }

    /** Returns whether the record has no samples. */
    public boolean isEmpty() {
        return samples == 0;
    }
}
