package io.alambic.mapping;

import io.alambic.v1.SampleBatch;
import java.util.Map;

/**
 * What a record became. Its samples are counted from 0 in the order of the record, without those that the filter left out.
 *
 * @param batch its samples; no tensors if there are none
 * @param samples N, those that cannot be used included
 * @param filtered how many the filter left out
 * @param faults why a sample cannot be used, by index; fewer than N. Its row of the batch is zeros.
 */
public record MappedSamples(SampleBatch batch, int samples, int filtered, Map<Integer, String> faults) {

    public MappedSamples {
        faults = Map.copyOf(faults);
    }

    /** A record without samples. */
    public static MappedSamples none(int filtered) {
        return new MappedSamples(SampleBatch.getDefaultInstance(), 0, filtered, Map.of());
    }

    /** Returns whether the record has no samples. */
    public boolean isEmpty() {
        return samples == 0;
    }
}
