package io.alambic.core.task;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.bucket.CountedPlaces;
import io.alambic.core.cost.Temperature;
import io.alambic.core.cost.Term;
import io.alambic.core.cost.labels.LabelCrossEntropy;
import io.alambic.core.cost.logits.KlDivergence;
import io.alambic.core.cost.logits.OutputTerm;
import io.alambic.core.cost.logits.TermState;
import io.alambic.core.figures.Figure;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.LargestElement;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** One class a sample: the answer is C logits, a label the number of the class. */
public final class Classification implements Task {

    /**
     * Expected calibration error (Naeini et al. 2015): |accuracy − mean confidence| within each of {@value #BINS} equal ranges of
     * confidence, weighted by the labelled samples in it.
     */
    public static final Figure CALIBRATION_ERROR =
            new Figure("calibration-error", Figure.Unit.RATIO, Figure.Better.LESS);

    /** Most classes whose agreement is told one by one. */
    public static final int MOST_CLASSES = 100;

    private static final KlDivergence KL = new KlDivergence(new Temperature(1));
    private static final int CLASSES = 1;
    private static final int BINS = 15;

    private static final int AGREEING = 0;
    private static final int KL_NATS = 1;
    private static final int LABELLED = 2;
    private static final int CORRECT = 3;

    /** Where, for each range of confidence, correct answers minus their confidence are summed. */
    private static final int OVERCONFIDENCE = 4;

    /** Where, for each class, the samples of which the teacher names it are counted, and behind it those of which the student does too. */
    private static final int BY_CLASS = OVERCONFIDENCE + BINS;

    @Override
    public String name() {
        return "classification";
    }

    @Override
    public void requireAnswer(Shape answer) {
        Answers.requireVector(this, "class", answer);
    }

    @Override
    public Optional<TensorSpec> labels(TensorSpec answer) {
        return Optional.of(Answers.labels(TensorType.INT32, new Shape()));
    }

    @Override
    public int largestLabel(Shape answer) {
        return Math.toIntExact(answer.get(0)) - 1;
    }

    @Override
    public List<String> outputTerms() {
        return List.of(
                "kl",
                "kl-standardized",
                "logits-mse",
                "probabilities-mse",
                "decoupled",
                "relational-distance",
                "relational-angle");
    }

    @Override
    public Optional<Term> label(OutputTerm output, TermState state) {
        return Optional.of(new LabelCrossEntropy());
    }

    @Override
    public boolean takesTopK() {
        return true;
    }

    @Override
    public List<Figure> figures() {
        return List.of(Figure.AGREEMENT, Figure.KL, Figure.ACCURACY, CALIBRATION_ERROR);
    }

    @Override
    public Tally tally(NDArray student, NDArray teacher, NDArray labels, CountedPlaces places) {
        long[] answers = student.argMax(CLASSES).toLongArray();
        long[] taught = teacher.argMax(CLASSES).toLongArray();
        int[] classes = labels == null ? new int[0] : labels.toIntArray();
        boolean isLabelled = IntStream.of(classes).anyMatch(label -> label >= 0);
        float[] confidence = isLabelled ? confidence(student) : new float[0];
        int told = teacher.getShape().get(CLASSES) <= MOST_CLASSES
                ? Math.toIntExact(teacher.getShape().get(CLASSES))
                : 0;
        double[] sums = new double[BY_CLASS + 2 * told];
        sums[KL_NATS] = KL.between(teacher, student).getFloat() * (double) answers.length;
        for (int i = 0; i < answers.length; i++) {
            int agreeing = answers[i] == taught[i] ? 1 : 0;
            sums[AGREEING] += agreeing;
            if (told > 0) {
                int place = BY_CLASS + 2 * Math.toIntExact(taught[i]);
                sums[place]++;
                sums[place + 1] += agreeing;
            }
        }
        for (int i = 0; i < classes.length; i++) {
            if (classes[i] >= 0) {
                int correct = answers[i] == classes[i] ? 1 : 0;
                sums[LABELLED]++;
                sums[CORRECT] += correct;
                int bin = Math.min(BINS - 1, (int) (confidence[i] * BINS));
                sums[OVERCONFIDENCE + bin] += correct - confidence[i];
            }
        }
        return Tally.of(answers.length, sums);
    }

    private static float[] confidence(NDArray logits) {
        int[] classes = {CLASSES};
        return logits.softmax(CLASSES)
                .max(classes)
                .toType(DataType.FLOAT32, false)
                .toFloatArray();
    }

    @Override
    public Map<Figure, Double> figures(Tally tally) {
        Map<Figure, Double> figures = new LinkedHashMap<>();
        figures.put(Figure.AGREEMENT, tally.sum(AGREEING) / tally.answered());
        figures.put(Figure.KL, tally.sum(KL_NATS) / tally.answered());
        double labelled = tally.sum(LABELLED);
        if (labelled > 0) {
            figures.put(Figure.ACCURACY, tally.sum(CORRECT) / labelled);
            double error = 0;
            for (int bin = 0; bin < BINS; bin++) {
                error += Math.abs(tally.sum(OVERCONFIDENCE + bin));
            }
            figures.put(CALIBRATION_ERROR, error / labelled);
        }
        return figures;
    }

    @Override
    public List<Double> agreementByClass(Tally tally) {
        List<Double> shares = new ArrayList<>();
        for (int place = BY_CLASS; place < tally.sums(); place += 2) {
            shares.add(tally.sum(place) == 0 ? Double.NaN : tally.sum(place + 1) / tally.sum(place));
        }
        return shares;
    }

    @Override
    public boolean namesOneClass() {
        return true;
    }

    @Override
    public OptionalInt classOf(EncodedTensor teacher, int sample) {
        return OptionalInt.of(LargestElement.of(teacher, sample));
    }

    @Override
    public Optional<UnaryOperator<NDArray>> probabilities() {
        return Optional.of(logits -> logits.softmax(-1));
    }

    @Override
    public Optional<Alikeness> alikeness() {
        return Optional.of((one, other, places) -> {
            long[] expected = one.argMax(-1).toLongArray();
            long[] actual = other.argMax(-1).toLongArray();
            boolean[] alike = new boolean[expected.length];
            for (int i = 0; i < alike.length; i++) {
                alike[i] = expected[i] == actual[i];
            }
            return alike;
        });
    }

    @Override
    public String toString() {
        return name();
    }
}
