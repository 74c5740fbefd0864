package io.alambic.bench.distill;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.cost.TrainingBatch;
import io.alambic.core.data.LabelledData;
import io.alambic.core.evaluate.HoldoutWindow;
import io.alambic.core.model.Signature;
import io.alambic.core.search.Population;
import io.alambic.core.search.SearchSettings;
import io.alambic.core.task.Tasks;
import io.alambic.core.train.CandidateSettings;
import io.alambic.core.train.SupervisedTraining;
import io.alambic.core.train.YieldPolicy;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Trains two students that learn from labels and from what the other answers to the very batch (Zhang et al. 2018), in the order in which
 * {@link StudentTrainer} shows the samples.
 *
 * @param first protocol of the first student
 * @param second the same for another architecture
 * @param samples with labels
 * @param test to measure with
 * @param parent owns the arrays, each for as long as one training takes
 */
record MutualTraining(Protocol first, Protocol second, TaughtSet samples, LabelledData test, NDManager parent) {

    private static final int SMALLEST_WINDOW = 4;

    /**
     * Trains both.
     *
     * @return accuracy of each on the test samples, 0..1
     */
    List<Double> accuracies(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] order = new int[samples.size()];
        Arrays.setAll(order, i -> i);
        StudentTrainer.shuffle(order, random);
        HoldoutWindow unused = new HoldoutWindow(SMALLEST_WINDOW, Tasks.CLASSIFICATION);
        try (Population one = fresh(first.mutual(seed));
                Population other = fresh(second.mutual(seed))) {
            while (one.step() < first.steps()) {
                StudentTrainer.shuffle(order, random);
                for (int from = 0; from < order.length && one.step() < first.steps(); from += first.batch()) {
                    int[] batch = Arrays.copyOfRange(order, from, Math.min(from + first.batch(), order.length));
                    step(one, other, batch, unused);
                }
            }
            SupervisedTraining measuring = new SupervisedTraining(first.teacherTraining(), parent);
            return List.of(
                    measuring.accuracy(one.leader().network(), test),
                    measuring.accuracy(other.leader().network(), test));
        }
    }

    private Population fresh(CandidateSettings settings) {
        return Population.fresh(settings, SearchSettings.off(settings.hyperparameters()), parent);
    }

    private void step(Population one, Population other, int[] indices, HoldoutWindow unused) {
        try (NDManager scope = parent.newSubManager()) {
            TrainingBatch batch = samples.batch(indices, false, index -> true, scope);
            NDArray ofOne = answer(one, batch);
            NDArray ofOther = answer(other, batch);
            one.train(taught(batch, ofOther), scope, unused, YieldPolicy.NONE);
            other.train(taught(batch, ofOne), scope, unused, YieldPolicy.NONE);
        }
    }

    private static NDArray answer(Population student, TrainingBatch batch) {
        return student.leader().network().forward(batch.inputs()).get(Signature.LOGITS);
    }

    private static TrainingBatch taught(TrainingBatch batch, NDArray logits) {
        return new TrainingBatch(batch.samples(), batch.inputs(), logits, Map.of(), batch.labels());
    }
}
