package io.alambic.cli.stream;

import io.alambic.client.NamedTensor;
import io.alambic.client.samples.Samples;
import io.alambic.datasets.LabelledSamples;
import java.time.Instant;
import java.util.stream.IntStream;

/** Makes records of samples. */
final class SampleRecords {

    private SampleRecords() {}

    /** Returns {@code count} samples with their labels, starting at index {@code from}; all have one shape. */
    static Samples of(LabelledSamples samples, int from, int count, Instant eventTime) {
        Samples record = Samples.of(samples.tensors(from, count).toArray(NamedTensor[]::new))
                .withEventTime(eventTime);
        return samples.labelTensor(from, count)
                .map(record::withLabelTensor)
                .orElseGet(() -> record.withLabels(
                        IntStream.range(from, from + count).map(samples::label).toArray()));
    }
}
