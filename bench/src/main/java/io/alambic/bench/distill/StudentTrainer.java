package io.alambic.bench.distill;

import ai.djl.ndarray.NDManager;
import io.alambic.core.data.LabelledData;
import io.alambic.core.evaluate.HoldoutWindow;
import io.alambic.core.search.Population;
import io.alambic.core.task.Tasks;
import io.alambic.core.train.CandidateSettings;
import io.alambic.core.train.SupervisedTraining;
import io.alambic.core.train.YieldPolicy;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Trains students one after the other on the same samples. For one seed, the first weights, the order of the samples,
 * the steps and the learning rate are the same for every variant.
 *
 * @param protocol of every training
 * @param sets the samples to learn from
 * @param test to measure with
 * @param parent owns the arrays, each for as long as one training takes
 */
record StudentTrainer(Protocol protocol, Function<Variant, TaughtSet> sets, LabelledData test, NDManager parent) {

    /** A holdout window slides by quarters: four times the samples keep all of them in it. */
    private static final int WINDOW_PARTS = 4;

    /**
     * Trains a student, or the candidates of a search, and measures the best.
     *
     * @param seed of its first weights, of the order, and of which samples are labelled where few are
     * @return accuracy on the test samples, 0..1
     */
    double accuracy(Variant variant, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TaughtSet samples = sets.apply(variant);
        int[] all = new int[samples.size()];
        Arrays.setAll(all, i -> i);
        shuffle(all, random);
        BitSet labelled = new BitSet();
        Arrays.stream(all)
                .limit(variant.fewLabels() ? protocol.labelled() : all.length)
                .forEach(labelled::set);
        HoldoutWindow holdout =
                new HoldoutWindow(WINDOW_PARTS * Math.max(1, protocol.heldOut(variant)), Tasks.CLASSIFICATION);
        Arrays.stream(all).limit(protocol.heldOut(variant)).forEach(index -> samples.holdOut(index, holdout));
        int[] order = Arrays.stream(all)
                .skip(protocol.heldOut(variant))
                .filter(index -> variant.taught() || labelled.get(index))
                .toArray();
        CandidateSettings settings = protocol.settings(variant, seed);
        try (Population students = Population.fresh(settings, protocol.search(variant, settings), parent)) {
            while (students.step() < protocol.steps()) {
                shuffle(order, random);
                pass(students, samples, variant, order, labelled, holdout);
            }
            students.compare(holdout);
            return new SupervisedTraining(protocol.teacherTraining(), parent)
                    .accuracy(students.leader().network(), test);
        }
    }

    private void pass(
            Population students,
            TaughtSet samples,
            Variant variant,
            int[] order,
            BitSet labelled,
            HoldoutWindow holdout) {
        for (int from = 0; from < order.length && students.step() < protocol.steps(); from += protocol.batch()) {
            int[] batch = Arrays.copyOfRange(order, from, Math.min(from + protocol.batch(), order.length));
            try (NDManager scope = parent.newSubManager()) {
                students.train(
                        samples.batch(batch, variant.taught(), labelled::get, scope), scope, holdout, YieldPolicy.NONE);
            }
            if (students.isReseedDue()) {
                students.reseedWorst(holdout);
            }
        }
    }

    static void shuffle(int[] order, SplittableRandom random) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
    }
}
