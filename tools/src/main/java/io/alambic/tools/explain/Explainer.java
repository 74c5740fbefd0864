package io.alambic.tools.explain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.explain.BrierScore;
import io.alambic.core.explain.Calibration;
import io.alambic.core.explain.CkaTable;
import io.alambic.core.explain.ClassLogits;
import io.alambic.core.explain.ClassTransfer;
import io.alambic.core.explain.Fidelity;
import io.alambic.core.explain.MinibatchCka;
import io.alambic.core.explain.WorstSamples;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks a teacher and its students about the same samples, once each, and makes figures of their answers and layers. Used by one thread.
 *
 * @param likeliest number of the likeliest classes that are compared
 * @param worst how many of the samples that were learned worst are named
 * @param manager under which the passes run
 */
record Explainer(int likeliest, int worst, NDManager manager) {

    private static final int BINS = 15;

    Explainer {
        if (likeliest < 1 || worst < 1) {
            throw new IllegalArgumentException(
                    "--likeliest and --worst must be at least 1, but are %d and %d".formatted(likeliest, worst));
        }
    }

    /**
     * Explains a student.
     *
     * @param control a student that learned from the labels alone
     * @param batchDone told after each batch
     * @throws IllegalArgumentException if there are too few samples, they answer other classes, or a number is not finite
     */
    Explanation explain(AskedModel teacher, AskedModel student, Optional<AskedModel> control, Runnable batchDone) {
        int samples = teacher.size();
        if (samples < MinibatchCka.FEWEST) {
            throw new IllegalArgumentException(
                    "expected at least %d test samples, but got %d".formatted(MinibatchCka.FEWEST, samples));
        }
        requireSameClasses(teacher, student);
        control.ifPresent(model -> requireSameClasses(teacher, model));
        if (!Arrays.equals(teacher.labels(), student.labels())) {
            throw new IllegalArgumentException("the labels of the teacher's and of the student's samples differ");
        }
        CkaTable layers = new CkaTable(teacher.layers(), student.layers());
        Optional<CkaTable> layersOfControl = control.map(model -> new CkaTable(teacher.layers(), model.layers()));
        for (List<Integer> batch : teacher.batches()) {
            try (NDManager scope = manager.newSubManager()) {
                Map<String, NDArray> taught = teacher.ask(batch, scope);
                Map<String, NDArray> learned = student.ask(batch, scope);
                Optional<Map<String, NDArray>> beside = control.map(model -> model.ask(batch, scope));
                if (batch.size() >= MinibatchCka.FEWEST) {
                    layers.add(taught, learned, scope);
                    beside.ifPresent(untaught -> layersOfControl.orElseThrow().add(taught, untaught, scope));
                }
            }
            batchDone.run();
        }
        ClassLogits answers = teacher.answers();
        return new Explanation(
                samples,
                answers(teacher, answers),
                pupil(answers, student, layers),
                control.map(model -> pupil(answers, model, layersOfControl.orElseThrow())),
                transfer(answers, student, control),
                worst(answers, student));
    }

    private static void requireSameClasses(AskedModel teacher, AskedModel other) {
        if (teacher.classes() != other.classes()) {
            throw new IllegalArgumentException("%s answers %d classes, but %s answers %d"
                    .formatted(teacher.source(), teacher.classes(), other.source(), other.classes()));
        }
    }

    private Explanation.Pupil pupil(ClassLogits teacher, AskedModel model, CkaTable layers) {
        ClassLogits own = model.answers();
        int compared = Math.min(likeliest, own.classes());
        return new Explanation.Pupil(answers(model, own), Fidelity.of(teacher, own, compared), layers);
    }

    private static Explanation.Answers answers(AskedModel model, ClassLogits answers) {
        int[] labels = model.labels();
        return new Explanation.Answers(
                model.source(),
                accuracy(answers, labels),
                Calibration.of(answers, labels, BINS).expectedError(),
                BrierScore.of(answers, labels));
    }

    private static double accuracy(ClassLogits answers, int[] labels) {
        int correct = 0;
        for (int i = 0; i < labels.length; i++) {
            correct += answers.top(i) == labels[i] ? 1 : 0;
        }
        return (double) correct / labels.length;
    }

    private static List<ClassTransfer> transfer(ClassLogits teacher, AskedModel student, Optional<AskedModel> control) {
        int[] tops = student.answers().tops();
        int[] beside = control.map(model -> model.answers().tops()).orElse(tops);
        return ClassTransfer.of(teacher.classes(), student.labels(), teacher.tops(), tops, beside);
    }

    private List<Explanation.WorstSample> worst(ClassLogits teacher, AskedModel model) {
        ClassLogits student = model.answers();
        WorstSamples<Integer> all = new WorstSamples<>(worst);
        for (int i = 0; i < student.samples(); i++) {
            all.add(i, Fidelity.divergence(teacher, student, i));
        }
        return all.worst().stream()
                .map(loss -> new Explanation.WorstSample(
                        loss.sample(),
                        model.labels()[loss.sample()],
                        teacher.top(loss.sample()),
                        student.top(loss.sample()),
                        loss.value()))
                .toList();
    }
}
