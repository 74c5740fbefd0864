package io.alambic.core.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.cost.Temperature;
import io.alambic.core.cost.TrainingBatch;
import io.alambic.core.cost.feature.FeaturePair;
import io.alambic.core.model.Signature;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.zoo.Cnn;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A small student, a small teacher of twice its width, and batches that the teacher answered. */
final class Lessons implements AutoCloseable {

    static final Cnn STUDENT = new Cnn(List.of(1, 8, 8), List.of(3), List.of(8), 4);
    static final int SAMPLES = 16;
    private static final Cnn TEACHER = new Cnn(List.of(1, 8, 8), List.of(6), List.of(16), 4);

    private final TrainableNetwork teacher;

    Lessons(NDManager manager) {
        teacher = TEACHER.newNetwork(manager, 11);
    }

    static CandidateSettings settings(float lambda1, float lambda2, float lambda3) {
        List<FeaturePair> pairs = List.of(new FeaturePair("block1", "block1", 1));
        return new CandidateSettings(STUDENT, lambda1, lambda2, lambda3, new Temperature(2), pairs, 1e-2f, 1e-3f, 5);
    }

    /** The batch of that number: equal numbers give equal batches. */
    TrainingBatch batch(NDManager scope, long number) {
        SplittableRandom random = new SplittableRandom(number);
        float[] pixels = new float[SAMPLES * 64];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextDouble(-1, 1);
        }
        Map<String, NDArray> inputs = Map.of(Cnn.IMAGE, scope.create(pixels, new Shape(SAMPLES, 1, 8, 8)));
        Map<String, NDArray> answers = teacher.forward(inputs);
        return new TrainingBatch(
                SAMPLES,
                inputs,
                answers.get(Signature.LOGITS).mul(5),
                Map.of("block1", answers.get("block1")),
                scope.create(labels(answers.get(Signature.LOGITS).argMax(1).toLongArray())));
    }

    /** What the teacher answered; every fourth sample has no label. */
    private static int[] labels(long[] classes) {
        int[] labels = new int[classes.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i % 4 == 3 ? -1 : (int) classes[i];
        }
        return labels;
    }

    /** Trains on batches from..to-1. */
    StepReport train(Candidate candidate, NDManager parent, long from, long to) {
        StepReport report = null;
        for (long number = from; number < to; number++) {
            try (NDManager scope = parent.newSubManager()) {
                report = candidate.train(batch(scope, number));
            }
        }
        return report;
    }

    @Override
    public void close() {
        teacher.close();
    }
}
