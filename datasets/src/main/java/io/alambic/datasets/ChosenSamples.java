package io.alambic.datasets;

import io.alambic.client.NamedTensor;
import java.util.List;
import java.util.Optional;

/**
 * Samples that are sent several times, of which only the first ones have their labels. The last of those and the first of the others share no record.
 *
 * @param samples to send
 * @param passes how often each is sent: all of them, then all again
 * @param labelled number of samples that keep their labels
 */
public record ChosenSamples(LabelledSamples samples, int passes, int labelled) implements LabelledSamples {

    private static final int NO_LABEL = -1;

    public ChosenSamples {
        if (passes < 1) {
            throw new IllegalArgumentException("samples must be sent at least once, but passes is " + passes);
        }
    }

    @Override
    public int size() {
        return Math.multiplyExact(samples.size(), passes);
    }

    @Override
    public int label(int index) {
        int sample = index % samples.size();
        return sample < labelled ? samples.label(sample) : NO_LABEL;
    }

    @Override
    public int together(int from, int most) {
        int sample = from % samples.size();
        return samples.together(sample, sample < labelled ? Math.min(most, labelled - sample) : most);
    }

    @Override
    public Optional<NamedTensor> labelTensor(int from, int count) {
        int sample = from % samples.size();
        return sample < labelled ? samples.labelTensor(sample, count) : Optional.empty();
    }

    @Override
    public List<NamedTensor> tensors(int from, int count) {
        return samples.tensors(from % samples.size(), count);
    }
}
