package io.alambic.tools.explain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.data.LabelledData;
import io.alambic.core.evaluate.EvaluationSamples;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.tools.ComparedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Test images, in batches whose sizes differ by 1 at most, so that each counts alike. */
final class ImageSamples implements TestSamples {

    private static final int LARGEST_BATCH = 128;

    private final LabelledData data;
    private final EvaluationSamples samples;

    /**
     * Images for a model.
     *
     * @throws IllegalArgumentException if it reads no such images
     */
    ImageSamples(LabelledData data, ComparedModel model) {
        this.data = data;
        List<TensorSpec> inputs = model.network().signature().inputs();
        if (inputs.size() != 1) {
            throw new IllegalArgumentException(
                    "the images are one input, but %s reads %s".formatted(model.source(), inputs));
        }
        this.samples = EvaluationSamples.of(data, inputs.get(0));
    }

    @Override
    public int[] labels() {
        return data.labels();
    }

    @Override
    public List<List<Integer>> batches() {
        int count = (data.size() + LARGEST_BATCH - 1) / LARGEST_BATCH;
        List<List<Integer>> batches = new ArrayList<>();
        for (int batch = 0; batch < count; batch++) {
            int from = Math.toIntExact((long) data.size() * batch / count);
            int to = Math.toIntExact((long) data.size() * (batch + 1) / count);
            batches.add(IntStream.range(from, to).boxed().toList());
        }
        return batches;
    }

    @Override
    public Map<String, NDArray> inputs(List<Integer> batch, NDManager scope) {
        return samples.batch(batch.get(0), batch.size(), scope);
    }
}
