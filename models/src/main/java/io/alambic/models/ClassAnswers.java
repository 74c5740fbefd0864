package io.alambic.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.model.DecoratedNetwork;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model that answers the number of a class for each sample, with logits that say the same: 0 for that class, negative infinity for
 * all others.
 */
public final class ClassAnswers extends DecoratedNetwork {

    private final int classes;

    /**
     * Takes classes.
     *
     * @param model whose output {@code logits} holds the numbers of classes, [N] or [N, 1]
     * @param classes C, how many there are
     */
    public ClassAnswers(InferenceNetwork model, int classes) {
        super(model);
        this.classes = classes;
        Shape answer = model.signature().output(Signature.LOGITS).sampleShape();
        if (answer.size() != 1) {
            throw new IllegalArgumentException(
                    "the number of a class must be one for each sample, but the output has shape " + answer);
        }
    }

    @Override
    public Signature signature() {
        Signature model = network().signature();
        List<TensorSpec> outputs = model.outputs().stream()
                .map(output -> output.name().equals(Signature.LOGITS)
                        ? new TensorSpec(Signature.LOGITS, TensorType.FP32, new Shape(classes))
                        : output)
                .toList();
        return new Signature(model.inputs(), outputs, model.buckets());
    }

    /**
     * {@inheritDoc}
     *
     * @throws ai.djl.engine.EngineException if a class is none of the C
     */
    @Override
    public Map<String, NDArray> forward(Map<String, NDArray> inputs) {
        Map<String, NDArray> outputs = new LinkedHashMap<>(network().forward(inputs));
        outputs.computeIfPresent(Signature.LOGITS, (name, answers) -> answers.reshape(-1)
                .toType(DataType.INT64, false)
                .oneHot(classes, DataType.FLOAT32)
                .log());
        return outputs;
    }
}
