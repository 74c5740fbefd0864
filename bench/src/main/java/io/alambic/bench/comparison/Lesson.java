package io.alambic.bench.comparison;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.cost.TrainingBatch;
import io.alambic.core.model.Signature;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.tensor.EncodedRows;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.Encoding;
import io.alambic.core.tensor.RowBuffer;
import io.alambic.core.train.Candidate;
import io.alambic.core.zoo.Cnn;
import io.alambic.v1.Tensor;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One batch of knowledge, ready in direct memory as FP32: random images and a random teacher's answers.
 * Arrays wrap that memory without a copy, so that a step on them is a step and nothing else. Its
 * arrays may be opened by several threads at once.
 */
public final class Lesson {

    private final int samples;
    private final Map<String, RowBuffer> tensors;

    private Lesson(int samples, Map<String, RowBuffer> tensors) {
        this.samples = samples;
        this.tensors = tensors;
    }

    /** A batch of random images, and of a random teacher's answers to them. */
    public static Lesson of(NDManager parent, int samples, long seed) throws IOException {
        try (NDManager manager = parent.newSubManager()) {
            RowBuffer bytes = new RowBuffer();
            bytes.append(Wire.randomImages(Quickstart.TEACHER.signature().input(Cnn.IMAGE), samples, seed), 0, samples);
            Map<String, RowBuffer> tensors = new LinkedHashMap<>();
            NDArray images = bytes.toArray(manager);
            tensors.put(
                    Cnn.IMAGE, rows(EncodedRows.encode(images, Encoding.FP32).rows(Cnn.IMAGE, 0, samples)));
            TeacherSource.Answers answers = TeacherSource.random().answers(manager, samples, seed);
            answers.outputs()
                    .keySet()
                    .forEach(output -> tensors.put(output, rows(answers.encoded(output, Encoding.FP32))));
            return new Lesson(samples, tensors);
        }
    }

    private static RowBuffer rows(Tensor tensor) {
        EncodedTensor encoded = EncodedTensor.of(tensor);
        RowBuffer rows = new RowBuffer();
        rows.append(encoded, 0, Math.toIntExact(encoded.samples()));
        return rows;
    }

    /** What a training step reads. */
    TrainingBatch batch(NDManager scope) {
        Map<String, NDArray> features = new LinkedHashMap<>();
        tensors.forEach((name, rows) -> {
            if (!name.equals(Cnn.IMAGE) && !name.equals(Signature.LOGITS)) {
                features.put(name, rows.toArray(scope));
            }
        });
        return new TrainingBatch(
                samples, images(scope), tensors.get(Signature.LOGITS).toArray(scope), features, null);
    }

    /** One training step. */
    public void teach(Candidate candidate, NDManager manager) {
        try (NDManager scope = manager.newSubManager()) {
            candidate.train(batch(scope));
        }
    }

    /** One pass of a network over the images, whose logits are read. */
    public void ask(TrainableNetwork network, NDManager manager) {
        try (NDManager scope = manager.newSubManager()) {
            network.forward(images(scope)).get(Signature.LOGITS).toFloatArray();
        }
    }

    private Map<String, NDArray> images(NDManager scope) {
        return Map.of(Cnn.IMAGE, tensors.get(Cnn.IMAGE).toArray(scope));
    }
}
