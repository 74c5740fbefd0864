package io.alambic.tools.explain;

import io.alambic.core.explain.CkaTable;
import io.alambic.core.explain.ClassTransfer;
import io.alambic.core.explain.Fidelity;
import java.util.List;
import java.util.Optional;

/**
 * What a student took over from its teacher.
 *
 * @param samples number of test samples
 * @param teacher what its answers are worth
 * @param student what its answers are worth
 * @param control what those of a student are worth that learned from the labels alone; empty if there is none
 * @param transfer for each class; its counts of the control mean nothing where there is none
 * @param worst the samples that were learned worst, the worst first
 */
record Explanation(
        int samples,
        Answers teacher,
        Pupil student,
        Optional<Pupil> control,
        List<ClassTransfer> transfer,
        List<WorstSample> worst) {

    /**
     * What a model's answers are worth by the labels.
     *
     * @param model as the command line names it
     * @param accuracy 0..1
     * @param calibrationError expected calibration error, 0..1
     * @param brier Brier score, 0..2
     */
    record Answers(String model, double accuracy, double calibrationError, double brier) {}

    /**
     * A model beside its teacher.
     *
     * @param fidelity of its answers
     * @param layers CKA of the teacher's layers, in rows, with its own
     */
    record Pupil(Answers answers, Fidelity fidelity, CkaTable layers) {}

    /**
     * A sample, by its place in the test set.
     *
     * @param index counted from 0
     * @param label its class
     * @param teacher class that the teacher names
     * @param student class that the student names
     * @param divergence of the student's answer from the teacher's, nats
     */
    record WorstSample(int index, int label, int teacher, int student, double divergence) {}

    /** Returns the counts of all classes together. */
    ClassTransfer allClasses() {
        return transfer.stream().reduce(ClassTransfer::plus).orElseThrow();
    }
}
