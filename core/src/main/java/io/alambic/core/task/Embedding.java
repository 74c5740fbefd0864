package io.alambic.core.task;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.bucket.CountedPlaces;
import io.alambic.core.cost.Temperature;
import io.alambic.core.cost.Term;
import io.alambic.core.cost.logits.OutputTerm;
import io.alambic.core.cost.logits.ProjectedTerm;
import io.alambic.core.cost.logits.TermState;
import io.alambic.core.figures.Figure;
import io.alambic.core.tensor.TensorSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A vector of D numbers a sample, whose direction says what it is like. There are no labels. A student may answer in another width than its
 * teacher, and is then judged by its nearest neighbours alone.
 */
public final class Embedding implements Task {

    /** Cosine between the student's and the teacher's embedding, mean over the samples; only where both are equally wide. */
    public static final Figure MEAN_COSINE = new Figure("mean-cosine", Figure.Unit.RATIO, Figure.Better.MORE);

    /** Share of a sample's 10 nearest neighbours by the teacher that are among its 10 nearest by the student. */
    public static final Figure RECALL = new Figure("recall-at-10", Figure.Unit.RATIO, Figure.Better.MORE);

    /** Two embeddings with this cosine, or more, are alike. */
    private static final double ALIKE = 0.95;

    /** Terms that compare number by number. */
    private static final Set<String> PROJECTED = Set.of("cosine", "logits-mse");

    /** Weights of the largest projector, 256 MiB: a record could declare an answer of any width. */
    private static final long MOST_WEIGHTS = 1L << 26;

    private static final double SMALLEST = 1e-12;
    private static final int COSINES = 0;

    @Override
    public String name() {
        return "embedding";
    }

    @Override
    public void requireAnswer(Shape answer) {
        Answers.requireVector(this, "dimension", answer);
    }

    @Override
    public Optional<TensorSpec> labels(TensorSpec answer) {
        return Optional.empty();
    }

    @Override
    public boolean hasLabels() {
        return false;
    }

    @Override
    public List<String> outputTerms() {
        return List.of("cosine", "logits-mse", "relational-distance", "relational-angle");
    }

    /** A projector joins two widths. */
    @Override
    public boolean areComparable(Shape student, Shape teacher) {
        return teacher.dimension() == 1 && teacher.get(0) <= MOST_WEIGHTS / student.get(0);
    }

    @Override
    public Term output(OutputTerm choice, Temperature temperature, TermState state) {
        Term term = choice.at(temperature, state.variance());
        return PROJECTED.contains(choice.choice().name()) ? new ProjectedTerm(term, state.projector()) : term;
    }

    @Override
    public Optional<Term> label(OutputTerm output, TermState state) {
        return Optional.empty();
    }

    @Override
    public List<Figure> figures() {
        return List.of(MEAN_COSINE, RECALL);
    }

    @Override
    public Tally tally(NDArray student, NDArray teacher, NDArray labels, CountedPlaces places) {
        AnsweredRows rows = AnsweredRows.of(student, teacher, null);
        if (!student.getShape().equals(teacher.getShape())) {
            return Tally.of(rows);
        }
        double sum = 0;
        for (double cosine : cosines(student, teacher)) {
            sum += cosine;
        }
        return Tally.of(rows, sum);
    }

    @Override
    public Map<Figure, Double> figures(Tally tally) {
        Map<Figure, Double> figures = new LinkedHashMap<>();
        if (tally.sums() > 0) {
            figures.put(MEAN_COSINE, tally.sum(COSINES) / tally.answered());
        }
        double recall = NeighbourRecall.of(tally.rows());
        if (!Double.isNaN(recall) || figures.isEmpty()) {
            figures.put(RECALL, recall);
        }
        return figures;
    }

    /** A vector of zeros has no direction: its cosine is 0. */
    private static double[] cosines(NDArray one, NDArray other) {
        float[] left = one.toType(DataType.FLOAT32, false).toFloatArray();
        float[] right = other.toType(DataType.FLOAT32, false).toFloatArray();
        int width = Math.toIntExact(one.getShape().get(1));
        double[] cosines = new double[left.length / width];
        for (int sample = 0; sample < cosines.length; sample++) {
            double dot = 0;
            double leftSquares = 0;
            double rightSquares = 0;
            for (int i = sample * width; i < (sample + 1) * width; i++) {
                dot += (double) left[i] * right[i];
                leftSquares += (double) left[i] * left[i];
                rightSquares += (double) right[i] * right[i];
            }
            double length = Math.sqrt(leftSquares * rightSquares);
            cosines[sample] = length < SMALLEST ? 0 : dot / length;
        }
        return cosines;
    }

    @Override
    public Optional<Alikeness> alikeness() {
        return Optional.of((one, other, places) -> {
            double[] cosines = cosines(one, other);
            boolean[] alike = new boolean[cosines.length];
            for (int i = 0; i < alike.length; i++) {
                alike[i] = cosines[i] >= ALIKE;
            }
            return alike;
        });
    }

    @Override
    public String toString() {
        return name();
    }
}
