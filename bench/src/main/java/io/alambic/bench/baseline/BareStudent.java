package io.alambic.bench.baseline;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.alambic.bench.comparison.Quickstart;

/**
 * A training loop of the quickstart's student with DJL's trainer, as a user would write it: divergence from the
 * teacher's logits at temperature 4 and squared error of the projected map, both by half, AdamW; data in memory.
 */
public final class BareStudent implements AutoCloseable {

    private static final int MAP_CHANNELS = 64;
    private static final int MAP_SIDE = 7;
    private static final int CLASSES = 10;
    private static final float RATE = 0.002f;

    private final Model model = Model.newInstance("bare");
    private final Block network = BareCnn.of(Quickstart.STUDENT, MAP_CHANNELS);
    private final Trainer trainer;
    private final NDManager data;
    private final NDArray images;
    private final NDArray probabilities;
    private final NDArray maps;
    private final NDArray half;
    private final NDArray temperature;
    private final NDArray outputWeight;

    /** A student and one batch of random knowledge. */
    public BareStudent(NDManager parent) {
        model.setBlock(network);
        trainer = model.newTrainer(new DefaultTrainingConfig(Loss.l2Loss())
                .optOptimizer(Optimizer.adamW()
                        .optLearningRateTracker(Tracker.fixed(RATE))
                        .optWeightDecays(0)
                        .build()));
        Shape input = new Shape(Quickstart.BATCH, 1, 28, 28);
        trainer.initialize(input);
        data = parent.newSubManager();
        images = data.randomUniform(0, 1, input);
        temperature = data.create(Quickstart.TEMPERATURE);
        probabilities = data.randomNormal(new Shape(Quickstart.BATCH, CLASSES))
                .div(temperature)
                .softmax(1);
        maps = data.randomUniform(0, 1, new Shape(Quickstart.BATCH, MAP_CHANNELS, MAP_SIDE, MAP_SIDE));
        half = data.create(0.5f);
        outputWeight = data.create(-0.5f * Quickstart.TEMPERATURE * Quickstart.TEMPERATURE / Quickstart.BATCH);
    }

    /** Runs one step; returns its cost without the entropy of the teacher, which has no gradient. */
    public float step() {
        float cost;
        try (NDManager scope = data.newSubManager();
                GradientCollector collector = trainer.newGradientCollector()) {
            NDArray view = images.duplicate();
            view.attach(scope);
            NDList outputs = trainer.forward(new NDList(view));
            NDArray output = probabilities
                    .mul(outputs.get(0).div(temperature).logSoftmax(1))
                    .sum()
                    .mul(outputWeight);
            NDArray feature = outputs.get(1).sub(maps).square().mean().mul(half);
            NDArray total = output.add(feature);
            cost = total.getFloat();
            collector.backward(total);
        }
        trainer.step();
        return cost;
    }

    public Block network() {
        return network;
    }

    @Override
    public void close() {
        data.close();
        trainer.close();
        model.close();
    }
}
