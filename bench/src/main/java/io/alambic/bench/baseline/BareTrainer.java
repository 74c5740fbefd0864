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
import java.util.function.Function;

/** DJL's trainer with AdamW, as a user would set it up. */
final class BareTrainer implements AutoCloseable {

    private final Model model = Model.newInstance("bare");
    private final Trainer trainer;

    /**
     * Initializes a network.
     *
     * @param input shape of a batch
     */
    BareTrainer(Block network, float learningRate, Shape input) {
        model.setBlock(network);
        trainer = model.newTrainer(new DefaultTrainingConfig(Loss.l2Loss())
                .optOptimizer(Optimizer.adamW()
                        .optLearningRateTracker(Tracker.fixed(learningRate))
                        .optWeightDecays(0)
                        .build()));
        trainer.initialize(input);
    }

    /**
     * Runs one step on a copy of a batch, as if it had just come; returns its cost.
     *
     * @param data owns the batch
     * @param cost of the network's outputs
     */
    float step(NDManager data, NDArray batch, Function<NDList, NDArray> cost) {
        float value;
        try (NDManager scope = data.newSubManager();
                GradientCollector collector = trainer.newGradientCollector()) {
            NDArray view = batch.duplicate();
            view.attach(scope);
            NDArray total = cost.apply(trainer.forward(new NDList(view)));
            value = total.getFloat();
            collector.backward(total);
        }
        trainer.step();
        return value;
    }

    Block network() {
        return model.getBlock();
    }

    @Override
    public void close() {
        trainer.close();
        model.close();
    }
}
