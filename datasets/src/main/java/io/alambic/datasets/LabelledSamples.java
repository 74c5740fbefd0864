package io.alambic.datasets;

import io.alambic.client.NamedTensor;
import java.util.List;
import java.util.Optional;

/** Labelled samples in an order, ready to be sent to Kafka or to a model. */
public interface LabelledSamples {

    /** Returns the number of samples. */
    int size();

    /** Returns the class of a sample, or a negative number if it has none. */
    int label(int index);

    /** Returns how many samples from an index on have one shape, at most {@code most}: those may share a record or a request. */
    int together(int from, int most);

    /** Returns the labels of {@code count} samples from an index on where they are tensors; empty if they are classes or there are none. */
    default Optional<NamedTensor> labelTensor(int from, int count) {
        return Optional.empty();
    }

    /** Returns the tensors of {@code count} samples from an index on; all have one shape. */
    List<NamedTensor> tensors(int from, int count);
}
