package io.alambic.bench.distill;

import ai.djl.ndarray.NDManager;
import io.alambic.core.data.LabelledData;
import io.alambic.core.train.Candidate;
import io.alambic.core.train.SupervisedTraining;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;

/**
 * Trains students one after the other on the same samples: for one seed the first weights, the order of
 * the samples, the steps and the learning rate are the same, whatever a student learns from.
 *
 * @param protocol of every training
 * @param samples to learn from
 * @param test to measure with
 * @param parent owns the arrays, each for as long as one training takes
 */
record Classroom(Protocol protocol, TaughtSet samples, LabelledData test, NDManager parent) {

    /**
     * Trains a student.
     *
     * @param seed of its first weights, of the order, and of which samples are labelled where few are
     * @return accuracy on the test samples, 0..1
     */
    double accuracy(Variant variant, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] all = new int[samples.size()];
        Arrays.setAll(all, i -> i);
        shuffle(all, random);
        BitSet labelled = new BitSet();
        Arrays.stream(all)
                .limit(variant.fewLabels() ? protocol.labelled() : all.length)
                .forEach(labelled::set);
        int[] order = variant.taught()
                ? all
                : Arrays.stream(all).filter(labelled::get).toArray();
        try (Candidate student = Candidate.fresh(protocol.settings(variant, seed), parent)) {
            while (student.step() < protocol.steps()) {
                shuffle(order, random);
                pass(student, variant, order, labelled);
            }
            return new SupervisedTraining(protocol.teacherTraining(), parent).accuracy(student.network(), test);
        }
    }

    private void pass(Candidate student, Variant variant, int[] order, BitSet labelled) {
        for (int from = 0; from < order.length && student.step() < protocol.steps(); from += protocol.batch()) {
            int[] batch = Arrays.copyOfRange(order, from, Math.min(from + protocol.batch(), order.length));
            try (NDManager scope = parent.newSubManager()) {
                student.train(samples.batch(batch, variant.taught(), labelled::get, scope));
            }
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
}
