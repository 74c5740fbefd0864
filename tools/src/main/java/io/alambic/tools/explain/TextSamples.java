package io.alambic.tools.explain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.tools.ComparedModel;
import io.alambic.tools.text.TextPass;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Test texts, each batch of one bucket. */
final class TextSamples implements TestSamples {

    private final TextPass texts;
    private final ComparedModel model;
    private final int[] labels;

    TextSamples(TextPass texts, ComparedModel model) {
        this.texts = texts;
        this.model = model;
        this.labels = IntStream.range(0, texts.texts().size())
                .map(texts.texts()::label)
                .toArray();
    }

    @Override
    public int[] labels() {
        return labels;
    }

    @Override
    public List<List<Integer>> batches() {
        return texts.batches();
    }

    @Override
    public Map<String, NDArray> inputs(List<Integer> batch, NDManager scope) {
        return texts.inputs(model.network().signature().named(), batch, scope);
    }
}
