package io.alambic.core.task;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.bucket.CountedPlaces;
import io.alambic.core.cost.Temperature;
import io.alambic.core.cost.Term;
import io.alambic.core.cost.labels.BinaryCrossEntropy;
import io.alambic.core.cost.logits.BinaryKl;
import io.alambic.core.cost.logits.OutputTerm;
import io.alambic.core.cost.logits.TermState;
import io.alambic.core.figures.Figure;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A set of classes a sample: the answer is C logits, each class has a sigmoid of its own, and is in the set if its logit is above 0.
 * Labels are 1 or 0 for each class, negative where it is not known.
 */
public final class MultiLabel implements Task {

    /**
     * {@code 2·both / (student + teacher)} over all classes that either puts into a set. It decides, because where sets are small
     * a student that puts nothing into any agrees almost everywhere.
     */
    public static final Figure F1 = new Figure("f1", Figure.Unit.RATIO, Figure.Better.MORE);

    /** Mean over the classes of their average precision on the labels. */
    public static final Figure MEAN_AVERAGE_PRECISION =
            new Figure("mean-average-precision", Figure.Unit.RATIO, Figure.Better.MORE);

    private static final BinaryKl KL = new BinaryKl(new Temperature(1));

    private static final int DECISIONS = 0;
    private static final int AGREEING = 1;
    private static final int BOTH = 2;
    private static final int EITHER = 3;
    private static final int KL_NATS = 4;

    @Override
    public String name() {
        return "multi-label";
    }

    @Override
    public void requireAnswer(Shape answer) {
        Answers.requireVector(this, "class", answer);
    }

    @Override
    public Optional<TensorSpec> labels(TensorSpec answer) {
        return Optional.of(Answers.labels(TensorType.INT8, answer.sampleShape()));
    }

    @Override
    public int largestLabel(Shape answer) {
        return 1;
    }

    @Override
    public List<String> outputTerms() {
        return List.of("binary-kl", "logits-mse", "relational-distance", "relational-angle");
    }

    @Override
    public Optional<Term> label(OutputTerm output, TermState state) {
        return Optional.of(new BinaryCrossEntropy());
    }

    @Override
    public List<Figure> figures() {
        return List.of(F1, Figure.AGREEMENT, Figure.KL, MEAN_AVERAGE_PRECISION);
    }

    @Override
    public Tally tally(NDArray student, NDArray teacher, NDArray labels, CountedPlaces places) {
        double[] sums = new double[KL_NATS + 1];
        sums[KL_NATS] = KL.between(teacher, student).getFloat()
                * (double) student.getShape().get(0);
        float[] own = student.toType(DataType.FLOAT32, false).toFloatArray();
        float[] taught = teacher.toType(DataType.FLOAT32, false).toFloatArray();
        for (int i = 0; i < own.length; i++) {
            boolean isIn = own[i] > 0;
            boolean isTaught = taught[i] > 0;
            sums[DECISIONS]++;
            sums[AGREEING] += isIn == isTaught ? 1 : 0;
            sums[BOTH] += isIn && isTaught ? 1 : 0;
            sums[EITHER] += (isIn ? 1 : 0) + (isTaught ? 1 : 0);
        }
        return Tally.of(AnsweredRows.of(student, teacher, labels), sums);
    }

    @Override
    public Map<Figure, Double> figures(Tally tally) {
        Map<Figure, Double> figures = new LinkedHashMap<>();
        double divergence = tally.sum(KL_NATS) / tally.answered();
        figures.put(F1, f1(tally, divergence));
        figures.put(Figure.AGREEMENT, tally.sum(AGREEING) / tally.sum(DECISIONS));
        figures.put(Figure.KL, divergence);
        double precision = AveragePrecision.mean(tally.rows());
        if (!Double.isNaN(precision)) {
            figures.put(MEAN_AVERAGE_PRECISION, precision);
        }
        return figures;
    }

    /** Two that put nothing into any set are alike; answers that are not finite are like nothing. */
    private static double f1(Tally tally, double divergence) {
        if (Double.isNaN(divergence)) {
            return Double.NaN;
        }
        return tally.sum(EITHER) == 0 ? 1 : 2 * tally.sum(BOTH) / tally.sum(EITHER);
    }

    @Override
    public Optional<UnaryOperator<NDArray>> probabilities() {
        return Optional.of(logits -> logits.getNDArrayInternal().sigmoid());
    }

    @Override
    public Optional<Alikeness> alikeness() {
        return Optional.of((one, other, places) -> {
            NDArray isSame = one.gt(0).eq(other.gt(0)).toType(DataType.INT32, false);
            int[] classes = {1};
            int[] same = isSame.min(classes).toIntArray();
            boolean[] alike = new boolean[same.length];
            for (int i = 0; i < alike.length; i++) {
                alike[i] = same[i] == 1;
            }
            return alike;
        });
    }

    @Override
    public String toString() {
        return name();
    }
}
