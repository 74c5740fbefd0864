package io.alambic.core.figures;

import com.google.gson.annotations.JsonAdapter;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Figures of a student on the holdout.
 *
 * @param samples number of samples, at least 1
 * @param values each figure that could be measured, at least one; the first decides about promotion. NaN where an answer is not
 *     finite
 */
@JsonAdapter(HoldoutFiguresJson.class)
public record HoldoutFigures(int samples, Map<Figure, Double> values) {

    public HoldoutFigures {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        if (samples < 1 || values.isEmpty()) {
            throw new IllegalArgumentException(
                    "figures need at least one sample and one value, but have %d and %s".formatted(samples, values));
        }
    }

    /**
     * The figures of a classifier without its calibration.
     *
     * @param accuracy NaN if no sample has a label
     */
    public static HoldoutFigures ofClasses(int samples, double klNats, double agreement, double accuracy) {
        Map<Figure, Double> values = new LinkedHashMap<>();
        values.put(Figure.AGREEMENT, agreement);
        values.put(Figure.KL, klNats);
        if (!Double.isNaN(accuracy)) {
            values.put(Figure.ACCURACY, accuracy);
        }
        return new HoldoutFigures(samples, values);
    }

    /** Returns the figure that decides about promotion. */
    public Figure decisive() {
        return values.keySet().iterator().next();
    }

    /** Returns the value of a figure; NaN if it was not measured. */
    public double value(Figure figure) {
        return values.getOrDefault(figure, Double.NaN);
    }

    /** Returns whether every value is finite. */
    public boolean isFinite() {
        return values.values().stream().allMatch(Double::isFinite);
    }

    /** Compares by one figure, the better value first; a figure that was not measured is the worst. */
    public static Comparator<HoldoutFigures> bestFirst(Figure figure) {
        return Comparator.comparingDouble(figures -> -figure.merit(figures.value(figure)));
    }

    /** Compares by every figure in turn, the better value first. */
    public Comparator<HoldoutFigures> bestFirst() {
        return values.keySet().stream()
                .map(HoldoutFigures::bestFirst)
                .reduce(Comparator::thenComparing)
                .orElseThrow();
    }
}
