package io.alambic.bench.distill;

import ai.djl.ndarray.NDManager;
import io.alambic.core.data.LabelledData;
import io.alambic.core.merge.MergeRules;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.storage.LoadedModel;
import io.alambic.core.zoo.Cnn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * Students of two teachers, each of which knows one half of the labelled images, against students of one of them; and students that teach
 * each other against students alone. No teacher has seen the images of the students.
 *
 * @param cache keeps the teachers
 * @param progress told line by line what is being done
 */
public record EnsembleStudy(TeacherCache cache, Consumer<String> progress) {

    private static final List<String> RULES = List.of("mean-probabilities", "confidence");
    private static final String ALONE = "labels alone";
    private static final String OTHER_ALONE = "labels alone, other architecture";
    private static final String TEACHER = "teacher ";

    /**
     * The students of one kind.
     *
     * @param name what they learned from
     * @param bySeed test accuracy 0..1 of each seed
     * @param against names of the kinds that this one is compared with; empty for those that others are compared with
     */
    public record Students(String name, List<Double> bySeed, List<String> against) {

        double mean() {
            return bySeed.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        }
    }

    /**
     * What came out.
     *
     * @param teachers test accuracy 0..1 of each teacher
     * @param students of each kind, in order
     */
    public record Outcome(List<Double> teachers, List<Students> students) {}

    /**
     * Runs the study.
     *
     * @param other architecture of the students that learn beside those of the protocol
     * @param seeds one training of each kind for each
     * @throws IOException if the teachers cannot be kept
     */
    public Outcome run(
            Protocol protocol, Cnn other, LabelledData train, LabelledData test, List<Long> seeds, NDManager parent)
            throws IOException {
        LabelledData own = train.first(protocol.samples());
        int half = (train.size() - own.size()) / 2;
        List<Double> teachers = new ArrayList<>();
        List<TaughtSet> answers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            LabelledData seen = train.range(own.size() + i * half, own.size() + (i + 1) * half);
            LoadedModel teacher = cache.get(protocol, seen, test, report -> {}, parent);
            teachers.add(teacher.description().accuracy());
            say("%s%d: test accuracy %.2f %%", TEACHER, i + 1, 100 * teachers.get(i));
            try (TrainableNetwork network = teacher.network()) {
                answers.add(TaughtSet.of(own, network, List.of(), parent));
            }
        }
        Map<String, TaughtSet> sets = new LinkedHashMap<>();
        for (int i = 0; i < 2; i++) {
            sets.put(TEACHER + (i + 1), answers.get(i));
        }
        RULES.forEach(rule -> sets.put("both, " + rule, TaughtSet.merged(MergeRules.of(rule), answers)));
        List<Students> students = new ArrayList<>();
        sets.forEach((name, set) -> {
            StudentTrainer classroom = new StudentTrainer(protocol, variant -> set, test, parent);
            students.add(new Students(
                    name,
                    each(name, seeds, seed -> classroom.accuracy(Variant.KL_ONLY, seed)),
                    name.startsWith(TEACHER) ? List.of() : List.of(TEACHER + 1, TEACHER + 2)));
        });
        students.addAll(mutual(protocol, protocol.withStudent(other), answers.get(0), test, seeds, parent));
        return new Outcome(teachers, students);
    }

    private List<Students> mutual(
            Protocol protocol, Protocol other, TaughtSet set, LabelledData test, List<Long> seeds, NDManager parent) {
        StudentTrainer one = new StudentTrainer(protocol, variant -> set, test, parent);
        StudentTrainer another = new StudentTrainer(other, variant -> set, test, parent);
        List<Double> alone = each(ALONE, seeds, seed -> one.accuracy(Variant.LABELS_ONLY, seed));
        List<Double> otherAlone = each(OTHER_ALONE, seeds, seed -> another.accuracy(Variant.LABELS_ONLY, seed));
        List<Double> second = new ArrayList<>();
        MutualTraining training = new MutualTraining(protocol, other, set, test, parent);
        List<Double> first = each("mutual", seeds, seed -> {
            List<Double> both = training.accuracies(seed);
            second.add(both.get(1));
            return both.get(0);
        });
        return List.of(
                new Students(ALONE, alone, List.of()),
                new Students(OTHER_ALONE, otherAlone, List.of()),
                new Students("mutual", first, List.of(ALONE)),
                new Students("mutual, other architecture", second, List.of(OTHER_ALONE)));
    }

    private List<Double> each(String name, List<Long> seeds, ToDoubleFunction<Long> training) {
        List<Double> reached = new ArrayList<>();
        for (long seed : seeds) {
            reached.add(training.applyAsDouble(seed));
            say("%s, seed %d: test accuracy %.2f %%", name, seed, 100 * reached.get(reached.size() - 1));
        }
        return reached;
    }

    private void say(String format, Object... values) {
        progress.accept(String.format(Locale.ROOT, format, values));
    }
}
