package io.alambic.core.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.cost.Temperature;
import io.alambic.core.cost.TrainingBatch;
import io.alambic.core.cost.feature.MseDistance;
import io.alambic.core.cost.logits.OutputTerm;
import io.alambic.core.data.LabelledData;
import io.alambic.core.data.TrainingData;
import io.alambic.core.hyperparameters.Hyperparameter;
import io.alambic.core.hyperparameters.Hyperparameters;
import io.alambic.core.hyperparameters.Schedule;
import io.alambic.core.model.Architecture;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.model.Signature;
import io.alambic.core.optimizer.OptimizerChoice;
import io.alambic.core.task.Task;
import io.alambic.core.task.Tasks;
import io.alambic.core.tensor.RowBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Trains a model on labelled samples by the label term of its task, with AdamW and a learning rate that falls linearly to 0. */
public final class SupervisedTraining {

    /**
     * How to train.
     *
     * @param epochs passes over the data, at least 1
     * @param batch samples of a step, at least 1
     * @param learningRate of the first step, finite and greater than 0
     * @param seed of the first weights and of the order of the samples
     */
    public record Settings(int epochs, int batch, float learningRate, long seed) {
        public Settings {
            if (epochs < 1 || batch < 1) {
                throw new IllegalArgumentException(
                        "epochs and batch must be at least 1, but are %d and %d".formatted(epochs, batch));
            }
            if (!Float.isFinite(learningRate) || learningRate <= 0) {
                throw new IllegalArgumentException(
                        "learning rate must be finite and greater than 0, but is " + learningRate);
            }
        }

        /** Number of steps that training on so many samples takes. */
        public long steps(int samples) {
            return (long) epochs * ((samples + batch - 1) / batch);
        }
    }

    private final Task task;
    private final Settings settings;
    private final NDManager parent;

    /** A classifier's training under a manager that the caller closes. */
    public SupervisedTraining(Settings settings, NDManager parent) {
        this(Tasks.CLASSIFICATION, settings, parent);
    }

    /** A training under a manager that the caller closes. */
    public SupervisedTraining(Task task, Settings settings, NDManager parent) {
        this.task = task;
        this.settings = settings;
        this.parent = parent;
    }

    /**
     * Trains a fresh network.
     *
     * @param progress notified after each step
     * @return the trained candidate, to be closed by the caller
     * @throws CancelledTrainingException if the thread was interrupted
     */
    public Candidate train(Architecture architecture, TrainingData data, Consumer<StepReport> progress) {
        Candidate candidate = Candidate.fresh(labelsOnly(architecture, data.size()), parent);
        SplittableRandom random = new SplittableRandom(settings.seed());
        int[] order = new int[data.size()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        RowBuffer rows = new RowBuffer();
        try {
            for (int epoch = 0; epoch < settings.epochs(); epoch++) {
                shuffle(order, random);
                for (int from = 0; from < order.length; from += settings.batch()) {
                    if (Thread.interrupted()) {
                        throw new CancelledTrainingException();
                    }
                    int to = Math.min(from + settings.batch(), order.length);
                    progress.accept(step(candidate, data, order, from, to, rows));
                }
            }
            return candidate;
        } catch (RuntimeException e) {
            candidate.close();
            throw e;
        }
    }

    private CandidateSettings labelsOnly(Architecture architecture, int samples) {
        float rate = settings.learningRate();
        return new CandidateSettings(
                task,
                architecture,
                Hyperparameters.fixed(0, 0, 1, new Temperature(1), rate)
                        .with(Hyperparameter.LEARNING_RATE, Schedule.linear(rate, 0, settings.steps(samples))),
                OutputTerm.parse(task.outputTerms().get(0)),
                new MseDistance(),
                List.of(),
                OptimizerChoice.ADAMW,
                0,
                0,
                0,
                settings.seed());
    }

    private StepReport step(Candidate candidate, TrainingData data, int[] order, int from, int to, RowBuffer rows) {
        rows.clear();
        int[] chosen = Arrays.copyOfRange(order, from, to);
        for (int row : chosen) {
            rows.append(data.input(), row, 1);
        }
        try (NDManager scope = parent.newSubManager()) {
            Map<String, NDArray> inputs = Map.of(data.input().name(), rows.toArray(scope));
            return candidate.train(
                    new TrainingBatch(chosen.length, inputs, null, Map.of(), data.labels(chosen, scope)));
        }
    }

    private static void shuffle(int[] order, SplittableRandom random) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
    }

    /** Share of the samples whose largest logit is the label's, 0..1. */
    public double accuracy(InferenceNetwork network, LabelledData data) {
        RowBuffer rows = new RowBuffer();
        long correct = 0;
        for (int from = 0; from < data.size(); from += settings.batch()) {
            int count = Math.min(settings.batch(), data.size() - from);
            rows.clear();
            rows.append(data.input(), from, count);
            try (NDManager scope = parent.newSubManager()) {
                NDArray logits = network.forward(Map.of(data.input().name(), rows.toArray(scope)))
                        .get(Signature.LOGITS);
                long[] classes = logits.argMax(1).toLongArray();
                for (int i = 0; i < count; i++) {
                    correct += classes[i] == data.labels()[from + i] ? 1 : 0;
                }
            }
        }
        return (double) correct / data.size();
    }
}
