package io.alambic.bench.comparison;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.client.samples.Samples;
import io.alambic.core.cost.TrainingBatch;
import io.alambic.core.model.Signature;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.tensor.EncodedRows;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.Encoding;
import io.alambic.core.tensor.RowBuffer;
import io.alambic.core.train.Candidate;
import io.alambic.core.zoo.Cnn;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One batch of knowledge, ready in direct memory as FP32: random images and a random teacher's answers. Arrays wrap that memory
 * without a copy, so that a step on them is a step and nothing else. Several threads may open its arrays at once.
 */
public final class KnowledgeBatch {

    private final int samples;
    private final Map<String, RowBuffer> tensors;

    private KnowledgeBatch(int samples, Map<String, RowBuffer> tensors) {
        this.samples = samples;
        this.tensors = tensors;
    }

    /** Returns a batch of random images, and of the answers of the quickstart's teacher with random weights. */
    public static KnowledgeBatch of(NDManager parent, int samples, long seed) {
        Map<String, RowBuffer> tensors = new LinkedHashMap<>();
        try (NDManager manager = parent.newSubManager();
                TrainableNetwork teacher = Quickstart.TEACHER.newNetwork(manager, seed)) {
            RowBuffer bytes = new RowBuffer();
            bytes.append(
                    EncodedTensor.of(Samples.of(Quickstart.randomImages(samples, seed))
                            .toProto()
                            .getTensors(0)),
                    0,
                    samples);
            NDArray images = bytes.toArray(manager);
            tensors.put(Cnn.IMAGE, rows(Cnn.IMAGE, EncodedRows.encode(images, Encoding.FP32), samples));
            teacher.forward(Map.of(Cnn.IMAGE, images))
                    .forEach((output, array) -> tensors.put(
                            output,
                            rows(output, EncodedRows.encode(array, Encoding.FP32, teacher.channelsLast()), samples)));
        }
        return new KnowledgeBatch(samples, tensors);
    }

    private static RowBuffer rows(String name, EncodedRows encoded, int samples) {
        RowBuffer rows = new RowBuffer();
        rows.append(EncodedTensor.of(encoded.rows(name, 0, samples)), 0, samples);
        return rows;
    }

    /** Returns what a training step reads. */
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

    /** Runs one training step. */
    public void train(Candidate candidate, NDManager manager) {
        try (NDManager scope = manager.newSubManager()) {
            candidate.train(batch(scope));
        }
    }

    /** Runs one pass of a network over the images and reads its logits. */
    public void forward(TrainableNetwork network, NDManager manager) {
        try (NDManager scope = manager.newSubManager()) {
            network.forward(images(scope)).get(Signature.LOGITS).toFloatArray();
        }
    }

    private Map<String, NDArray> images(NDManager scope) {
        return Map.of(Cnn.IMAGE, tensors.get(Cnn.IMAGE).toArray(scope));
    }
}
