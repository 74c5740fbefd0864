package io.alambic.cli.stream;

import io.alambic.client.NamedTensor;
import io.alambic.client.samples.Samples;
import io.alambic.datasets.IdxImages;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Converts images to samples. */
final class SampleRecords {

    private SampleRecords() {}

    /**
     * Returns {@code count} labelled samples, starting at index {@code from}.
     *
     * @param tensors views of the same images, each sent as a separate tensor; at least one
     */
    static Samples of(List<IdxImages> tensors, int from, int count, Instant eventTime) {
        return Samples.of(tensors.stream()
                        .map(images -> images.tensor(from, count))
                        .toArray(NamedTensor[]::new))
                .withLabels(IntStream.range(from, from + count)
                        .map(tensors.get(0)::label)
                        .toArray())
                .withEventTime(eventTime);
    }
}
