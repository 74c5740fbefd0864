package io.alambic.cli.stream;

import io.alambic.client.NamedTensor;
import io.alambic.client.samples.Samples;
import io.alambic.datasets.IdxImages;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Images as samples. */
final class SampleRecords {

    private SampleRecords() {}

    /**
     * {@code count} samples from {@code from} on, with their labels.
     *
     * @param tensors views of the same images, each a tensor of its own; at least one
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
