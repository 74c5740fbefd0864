package io.alambic.core.task;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.bucket.CountedPlaces;
import io.alambic.core.cost.PerPlace;
import io.alambic.core.cost.Temperature;
import io.alambic.core.cost.Term;
import io.alambic.core.cost.labels.LabelCrossEntropy;
import io.alambic.core.cost.logits.KlDivergence;
import io.alambic.core.cost.logits.OutputTerm;
import io.alambic.core.cost.logits.TermState;
import io.alambic.core.figures.Figure;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * One class for each place of a sample, as in segmentation or in tagging of a series: the answer is C logits at every place, a label
 * the number of a class, negative where it is not counted.
 */
public final class Dense implements Task {

    /**
     * Mean over the classes of {@code both / either}: places where student and teacher name the class, over places where one of them
     * does (Jaccard 1912). It decides, because a class may be rare among the places.
     */
    public static final Figure MEAN_IOU = new Figure("mean-iou", Figure.Unit.RATIO, Figure.Better.MORE);

    /** The same against the labels, at the places that have one. */
    public static final Figure LABEL_MEAN_IOU = new Figure("label-mean-iou", Figure.Unit.RATIO, Figure.Better.MORE);

    private static final KlDivergence KL = new KlDivergence(new Temperature(1));

    /** Two answers are alike if they name the same class at this share of the places, or more. */
    private static final double ALIKE = 0.95;

    private static final int PLACES = 0;
    private static final int AGREEING = 1;
    private static final int KL_NATS = 2;
    private static final int LABELLED = 3;
    private static final int CORRECT = 4;

    /** From here on for each class: both and either with the teacher, both and either with the labels. */
    private static final int CLASSES = 5;

    private static final int SUMS = 4;

    private final String name;
    private final boolean classesLast;

    /**
     * Creates a task.
     *
     * @param classesLast whether answers are [T, C] or [H, W, C]; else they are [C, T] or [C, H, W]
     */
    Dense(String name, boolean classesLast) {
        this.name = name;
        this.classesLast = classesLast;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void requireAnswer(Shape answer) {
        if (answer.dimension() < 2) {
            throw new IllegalArgumentException(
                    "%s: the output 'logits' must be %s, one number for each class at each place, but has shape %s"
                            .formatted(name, classesLast ? "[T, C] or [H, W, C]" : "[C, T] or [C, H, W]", answer));
        }
    }

    @Override
    public OptionalInt classAxis(Shape answer) {
        return OptionalInt.of(axis(answer));
    }

    private int axis(Shape answer) {
        return classesLast ? answer.dimension() - 1 : 0;
    }

    @Override
    public Optional<TensorSpec> labels(TensorSpec answer) {
        int classes = axis(answer.sampleShape());
        int[] places = IntStream.range(0, answer.letters().size())
                .filter(axis -> axis != classes)
                .toArray();
        Shape shape = new Shape(
                IntStream.of(places).mapToLong(answer.sampleShape()::get).toArray());
        List<String> letters =
                IntStream.of(places).mapToObj(answer.letters()::get).toList();
        return Optional.of(new TensorSpec(Labels.NAME, TensorType.INT32, shape, letters));
    }

    @Override
    public int largestLabel(Shape answer) {
        return Math.toIntExact(answer.get(axis(answer))) - 1;
    }

    @Override
    public List<String> outputTerms() {
        return List.of("kl", "logits-mse", "probabilities-mse", "decoupled");
    }

    @Override
    public Term output(OutputTerm choice, Temperature temperature, TermState state) {
        return perPlace(choice.at(temperature, state.variance()), state);
    }

    @Override
    public Optional<Term> label(OutputTerm output, TermState state) {
        return Optional.of(perPlace(new LabelCrossEntropy(), state));
    }

    @Override
    public boolean takesTopK() {
        return classesLast;
    }

    private Term perPlace(Term term, TermState state) {
        return new PerPlace(term, classesLast, state.mask());
    }

    @Override
    public List<Figure> figures() {
        return List.of(MEAN_IOU, Figure.AGREEMENT, Figure.KL, Figure.ACCURACY, LABEL_MEAN_IOU);
    }

    @Override
    public Tally tally(NDArray student, NDArray teacher, NDArray labels, CountedPlaces places) {
        int channels = axis(student.getShape().slice(1));
        NDArray own = places.of(PerPlace.rows(student, classesLast), channels);
        NDArray taught = places.of(PerPlace.rows(teacher, classesLast), channels);
        long[] answers = own.argMax(1).toLongArray();
        long[] expected = taught.argMax(1).toLongArray();
        int[] known = labels == null
                ? new int[0]
                : places.of(labels.reshape(-1), channels).toIntArray();
        double[] sums =
                new double[CLASSES + SUMS * Math.toIntExact(own.getShape().get(1))];
        sums[PLACES] = answers.length;
        sums[KL_NATS] = KL.between(taught, own).getFloat() * (double) answers.length;
        for (int i = 0; i < answers.length; i++) {
            sums[AGREEING] += answers[i] == expected[i] ? 1 : 0;
            count(sums, 0, answers[i], expected[i]);
            if (known.length > 0 && known[i] >= 0) {
                sums[LABELLED]++;
                sums[CORRECT] += answers[i] == known[i] ? 1 : 0;
                count(sums, 2, answers[i], known[i]);
            }
        }
        return Tally.of(Math.toIntExact(student.getShape().get(0)), sums);
    }

    /** Counts a place in the classes that are named there. */
    private static void count(double[] sums, int from, long one, long other) {
        int first = CLASSES + SUMS * (int) one + from;
        sums[first + 1]++;
        if (one == other) {
            sums[first]++;
        } else {
            sums[CLASSES + SUMS * (int) other + from + 1]++;
        }
    }

    @Override
    public Map<Figure, Double> figures(Tally tally) {
        Map<Figure, Double> figures = new LinkedHashMap<>();
        double divergence = tally.sum(KL_NATS) / tally.sum(PLACES);
        figures.put(MEAN_IOU, Double.isNaN(divergence) ? Double.NaN : meanIou(tally, 0));
        figures.put(Figure.AGREEMENT, tally.sum(AGREEING) / tally.sum(PLACES));
        figures.put(Figure.KL, divergence);
        if (tally.sum(LABELLED) > 0) {
            figures.put(Figure.ACCURACY, tally.sum(CORRECT) / tally.sum(LABELLED));
            figures.put(LABEL_MEAN_IOU, meanIou(tally, 2));
        }
        return figures;
    }

    /** The mean over the classes that are named somewhere. */
    private static double meanIou(Tally tally, int from) {
        double sum = 0;
        int classes = 0;
        for (int at = CLASSES + from; at < tally.sums(); at += SUMS) {
            if (tally.sum(at + 1) > 0) {
                sum += tally.sum(at) / tally.sum(at + 1);
                classes++;
            }
        }
        return sum / classes;
    }

    @Override
    public Optional<UnaryOperator<NDArray>> probabilities() {
        return Optional.of(logits -> logits.softmax(classesLast ? -1 : 1));
    }

    @Override
    public Optional<Alikeness> alikeness() {
        return Optional.of((one, other, places) -> {
            long[] expected = PerPlace.rows(one, classesLast).argMax(1).toLongArray();
            long[] actual = PerPlace.rows(other, classesLast).argMax(1).toLongArray();
            int[] same = new int[Math.toIntExact(one.getShape().get(0))];
            int[] counted = new int[same.length];
            for (long place :
                    places.indexes(expected.length, axis(one.getShape().slice(1)))) {
                int sample = (int) place / (expected.length / same.length);
                counted[sample]++;
                same[sample] += expected[(int) place] == actual[(int) place] ? 1 : 0;
            }
            boolean[] alike = new boolean[same.length];
            for (int sample = 0; sample < alike.length; sample++) {
                alike[sample] = same[sample] >= ALIKE * counted[sample];
            }
            return alike;
        });
    }

    @Override
    public String toString() {
        return name;
    }
}
