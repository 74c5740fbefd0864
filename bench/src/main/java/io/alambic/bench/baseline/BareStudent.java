package io.alambic.bench.baseline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
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

    private final BareTrainer trainer;
    private final NDManager data;
    private final NDArray images;
    private final NDArray probabilities;
    private final NDArray maps;
    private final NDArray half;
    private final NDArray temperature;
    private final NDArray outputWeight;

    /** A student and one batch of random knowledge. */
    public BareStudent(NDManager parent) {
        Shape input = new Shape(Quickstart.BATCH, 1, 28, 28);
        trainer = new BareTrainer(BareCnn.of(Quickstart.STUDENT, MAP_CHANNELS), RATE, input);
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
        return trainer.step(data, images, this::cost);
    }

    private NDArray cost(NDList outputs) {
        NDArray output = probabilities
                .mul(outputs.get(0).div(temperature).logSoftmax(1))
                .sum()
                .mul(outputWeight);
        NDArray feature = outputs.get(1).sub(maps).square().mean().mul(half);
        return output.add(feature);
    }

    public Block network() {
        return trainer.network();
    }

    @Override
    public void close() {
        data.close();
        trainer.close();
    }
}
