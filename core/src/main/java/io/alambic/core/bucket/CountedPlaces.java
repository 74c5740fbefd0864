package io.alambic.core.bucket;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * The places of a batch of answers that belong to its samples and not to their padding. Immutable.
 *
 * @param mask of the answers; empty if every place counts
 * @param inputs of the samples by name, with their sizes if there is a mask
 */
public record CountedPlaces(Optional<PlaceMask> mask, Map<String, NDArray> inputs) {

    /** Every place counts. */
    public static final CountedPlaces ALL = new CountedPlaces(Optional.empty(), Map.of());

    public CountedPlaces {
        Objects.requireNonNull(mask, "mask");
        Objects.requireNonNull(inputs, "inputs");
    }

    /**
     * Selects what counts, through which gradients flow.
     *
     * @param rows one for each place, [N · places, ...], the places of a sample in the order of its axes
     * @param channels axis of a sample that is no place, counted from 0
     * @return [M, ...], the rows that count
     */
    public NDArray of(NDArray rows, int channels) {
        return mask.map(found -> rows.get(new NDIndex("{}", found.counted(inputs, channels))))
                .orElse(rows);
    }

    /**
     * Returns the indexes of the rows that count, ascending.
     *
     * @param rows number of all rows
     * @param channels axis of a sample that is no place, counted from 0
     */
    public long[] indexes(long rows, int channels) {
        return mask.map(found -> found.counted(inputs, channels).toLongArray())
                .orElseGet(() -> LongStream.range(0, rows).toArray());
    }
}
