package io.alambic.bench.membership;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.data.LabelledData;
import io.alambic.core.privacy.ConfidentVote;
import io.alambic.core.privacy.PrivacyAccount;
import io.alambic.core.privacy.PrivateVoting;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.train.Candidate;
import io.alambic.core.train.SupervisedTraining;
import io.alambic.core.zoo.Cnn;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;

/**
 * Attacks models for what they were trained on: a teacher of all confidential samples, its student, and students of many teachers, each of
 * which has some of the samples, by their votes as they are and by private votes. Students see public samples only, without labels.
 *
 * @param settings of the study
 * @param random of the noise of a seed
 * @param progress told line by line what is being done
 */
public record MembershipStudy(Settings settings, LongFunction<RandomGenerator> random, Consumer<String> progress) {

    private static final float LEARNING_RATE = 0.002f;
    private static final int BATCH = 32;

    /**
     * Settings of the study.
     *
     * @param model architecture of all models
     * @param members confidential samples
     * @param teachers how many share them
     * @param teacherEpochs passes of a teacher's training, many enough to learn its samples by heart
     * @param studentEpochs passes of a student's training
     * @param voting of the private votes
     */
    public record Settings(
            Cnn model, int members, int teachers, int teacherEpochs, int studentEpochs, PrivateVoting voting) {

        public Settings {
            if (teachers < 2 || members < teachers) {
                throw new IllegalArgumentException(
                        "expected at least 2 teachers and a sample for each, but got %d teachers of %d samples"
                                .formatted(teachers, members));
            }
        }
    }

    /**
     * What one model gave away.
     *
     * @param accuracy on the test samples, 0..1
     * @param attack by its losses
     * @param samples that it learned from
     * @param epsilon that its answers cost; NaN where nothing bounds them
     */
    public record Figures(double accuracy, ThresholdAttack attack, int samples, double epsilon) {}

    /**
     * Runs the study.
     *
     * @param train the confidential samples, then as many others to compare with, then the public ones
     * @return the figures of each model by its name, one for each seed
     */
    public Map<String, List<Figures>> run(LabelledData train, LabelledData test, List<Long> seeds, NDManager parent) {
        Map<String, List<Figures>> figures = new LinkedHashMap<>();
        for (long seed : seeds) {
            seed(new Data(train, test, settings.members(), settings.model().classes(), parent), seed)
                    .forEach((name, one) -> {
                        progress.accept(String.format(
                                Locale.ROOT,
                                "seed %d, %s: accuracy %.2f %%, AUC %.3f",
                                seed,
                                name,
                                100 * one.accuracy(),
                                one.attack().auc()));
                        figures.computeIfAbsent(name, key -> new ArrayList<>()).add(one);
                    });
        }
        return figures;
    }

    private record Data(LabelledData train, LabelledData test, int members, int classes, NDManager parent) {

        ModelAnswers answers(Candidate model, LabelledData samples) {
            return ModelAnswers.of(model.network(), classes, samples, parent);
        }

        LabelledData confidential() {
            return train.first(members);
        }

        LabelledData others() {
            return train.range(members, 2 * members);
        }

        LabelledData open() {
            return train.range(2 * members, train.size());
        }

        Figures figures(Candidate model, int samples, double epsilon) {
            return new Figures(
                    new SupervisedTraining(new SupervisedTraining.Settings(1, BATCH, LEARNING_RATE, 0), parent)
                            .accuracy(model.network(), test),
                    ThresholdAttack.of(
                            answers(model, confidential()).losses(),
                            answers(model, others()).losses()),
                    samples,
                    epsilon);
        }
    }

    private Map<String, Figures> seed(Data data, long seed) {
        Map<String, Figures> figures = new LinkedHashMap<>();
        LabelledData open = data.open();
        try (Candidate teacher = train(data.confidential(), settings.teacherEpochs(), seed, data.parent())) {
            figures.put("teacher of all", data.figures(teacher, settings.members(), Double.NaN));
            int[] classes = data.answers(teacher, open).logits().tops();
            figures.put("its student", student(data, open, classes, Double.NaN, seed));
        }
        long[][] votes = votes(data, open, seed);
        int[] likeliest = new int[votes.length];
        for (int i = 0; i < votes.length; i++) {
            likeliest[i] = largest(votes[i]);
        }
        figures.put("student of votes", student(data, open, likeliest, Double.NaN, seed));
        figures.put("student of private votes", ofPrivateVotes(data, open, votes, seed));
        return figures;
    }

    private long[][] votes(Data data, LabelledData open, long seed) {
        long[][] votes = new long[open.size()][settings.model().classes()];
        int each = settings.members() / settings.teachers();
        for (int t = 0; t < settings.teachers(); t++) {
            LabelledData own = data.confidential().range(t * each, (t + 1) * each);
            try (Candidate teacher =
                    train(own, settings.teacherEpochs(), seed * settings.teachers() + t, data.parent())) {
                int[] classes = data.answers(teacher, open).logits().tops();
                for (int i = 0; i < votes.length; i++) {
                    votes[i][classes[i]]++;
                }
            }
        }
        return votes;
    }

    private Figures ofPrivateVotes(Data data, LabelledData open, long[][] votes, long seed) {
        PrivacyAccount account = new PrivacyAccount(List.of());
        ConfidentVote vote = new ConfidentVote(settings.voting(), random.apply(seed));
        List<Integer> answered = new ArrayList<>();
        List<Integer> classes = new ArrayList<>();
        for (int i = 0; i < votes.length && account.affords(settings.voting()); i++) {
            OptionalInt answer = vote.answer(votes[i]);
            account.spend(settings.voting(), answer.isPresent());
            if (answer.isPresent()) {
                answered.add(i);
                classes.add(answer.getAsInt());
            }
        }
        if (answered.isEmpty()) {
            throw new IllegalArgumentException(
                    "the budget is spent before anything is answered: ask for a larger epsilon, more noise or a lower threshold");
        }
        return student(
                data,
                some(open, answered),
                classes.stream().mapToInt(Integer::intValue).toArray(),
                account.epsilon(settings.voting().delta()),
                seed);
    }

    private Figures student(Data data, LabelledData samples, int[] classes, double epsilon, long seed) {
        LabelledData taught = new LabelledData(samples.input(), classes);
        try (Candidate student = train(taught, settings.studentEpochs(), seed, data.parent())) {
            return data.figures(student, taught.size(), epsilon);
        }
    }

    private Candidate train(LabelledData data, int epochs, long seed, NDManager parent) {
        return new SupervisedTraining(new SupervisedTraining.Settings(epochs, BATCH, LEARNING_RATE, seed), parent)
                .train(settings.model(), data, report -> {});
    }

    private static int largest(long[] votes) {
        int largest = 0;
        for (int c = 1; c < votes.length; c++) {
            largest = votes[c] > votes[largest] ? c : largest;
        }
        return largest;
    }

    private static LabelledData some(LabelledData data, List<Integer> rows) {
        EncodedTensor input = data.input();
        int bytes = Math.toIntExact(input.rowBytes());
        ByteBuffer chosen = ByteBuffer.allocate(rows.size() * bytes);
        rows.forEach(row -> chosen.put(input.data().slice(row * bytes, bytes)));
        return new LabelledData(
                new EncodedTensor(
                        input.name(),
                        input.type(),
                        new Shape(rows.size()).addAll(input.sampleShape()),
                        chosen.flip(),
                        input.quantization()),
                new int[rows.size()]);
    }
}
