package io.alambic.core.task;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.bucket.CountedPlaces;
import io.alambic.core.cost.ErrorLoss;
import io.alambic.core.cost.Term;
import io.alambic.core.cost.labels.LabelDistance;
import io.alambic.core.cost.logits.OutputTerm;
import io.alambic.core.cost.logits.TermState;
import io.alambic.core.figures.Figure;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** D numbers a sample: the answer is these numbers, labels are as many, NaN where one is not known. */
public final class Regression implements Task {

    /**
     * Coefficient of determination of the teacher's answers by the student's, {@code 1 − Σ (z_s − z_t)² / Σ (z_t − mean z_t)²}, mean
     * over the D numbers.
     */
    public static final Figure R2 = new Figure("r2", Figure.Unit.RATIO, Figure.Better.MORE);

    /** Root mean squared error of the student against the known labels, in their unit. */
    public static final Figure RMSE = new Figure("rmse", Figure.Unit.NUMBER, Figure.Better.LESS);

    /** A sum of squares below this, in units of that around 0, is the rounding of a number that never varied. */
    private static final double SMALLEST = 1e-12;

    private static final int KNOWN = 0;
    private static final int SQUARED_ERRORS = 1;

    /** From here on three sums for each number: of the teacher's answers, their squares, and the squared differences. */
    private static final int NUMBERS = 2;

    private static final int SUMS = 3;

    @Override
    public String name() {
        return "regression";
    }

    @Override
    public void requireAnswer(Shape answer) {
        Answers.requireVector(this, "target", answer);
    }

    @Override
    public Optional<TensorSpec> labels(TensorSpec answer) {
        return Optional.of(Answers.labels(TensorType.FP32, answer.sampleShape()));
    }

    @Override
    public List<String> outputTerms() {
        return List.of("mse", "huber");
    }

    @Override
    public Optional<Term> label(OutputTerm output, TermState state) {
        return Optional.of(new LabelDistance(ErrorLoss.of(output.choice()), state.variance()));
    }

    @Override
    public List<Figure> figures() {
        return List.of(R2, RMSE);
    }

    @Override
    public Tally tally(NDArray student, NDArray teacher, NDArray labels, CountedPlaces places) {
        float[] own = student.toType(DataType.FLOAT32, false).toFloatArray();
        float[] taught = teacher.toType(DataType.FLOAT32, false).toFloatArray();
        float[] known = labels == null ? new float[0] : labels.toFloatArray();
        int width = Math.toIntExact(student.getShape().get(1));
        double[] sums = new double[NUMBERS + SUMS * width];
        for (int i = 0; i < own.length; i++) {
            int at = NUMBERS + SUMS * (i % width);
            sums[at] += taught[i];
            sums[at + 1] += (double) taught[i] * taught[i];
            sums[at + 2] += square((double) own[i] - taught[i]);
            if (known.length > 0 && !Float.isNaN(known[i])) {
                sums[KNOWN]++;
                sums[SQUARED_ERRORS] += square((double) own[i] - known[i]);
            }
        }
        return Tally.of(own.length / width, sums);
    }

    private static double square(double number) {
        return number * number;
    }

    @Override
    public Map<Figure, Double> figures(Tally tally) {
        Map<Figure, Double> figures = new LinkedHashMap<>();
        int width = (tally.sums() - NUMBERS) / SUMS;
        double sum = 0;
        for (int number = 0; number < width; number++) {
            sum += determination(tally, NUMBERS + SUMS * number);
        }
        figures.put(R2, sum / width);
        if (tally.sum(KNOWN) > 0) {
            figures.put(RMSE, Math.sqrt(tally.sum(SQUARED_ERRORS) / tally.sum(KNOWN)));
        }
        return figures;
    }

    /** A number that the teacher never varies is answered, or it is not: 1 or 0. */
    private static double determination(Tally tally, int at) {
        double squares = tally.sum(at + 1);
        double around = squares - square(tally.sum(at)) / tally.answered();
        double errors = tally.sum(at + 2);
        if (!Double.isFinite(errors)) {
            return Double.NaN;
        }
        double rounding = SMALLEST * (squares + Double.MIN_NORMAL);
        if (around <= rounding) {
            return errors <= rounding ? 1 : 0;
        }
        return 1 - errors / around;
    }

    @Override
    public String toString() {
        return name();
    }
}
