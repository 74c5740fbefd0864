package io.alambic.core.evaluate;

import io.alambic.core.figures.Figure;
import io.alambic.core.figures.HoldoutFigures;
import io.alambic.core.task.Tally;
import io.alambic.core.task.Task;
import io.alambic.core.task.Tasks;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The result of one set of weights on the holdout by segment, so that no sample is computed twice. Immutable.
 */
public final class HoldoutEvaluation {

    /** The result of weights that were never asked. */
    public static final HoldoutEvaluation NONE = new HoldoutEvaluation(Tasks.CLASSIFICATION, List.of());

    private final Task task;
    private final List<Part> parts;

    HoldoutEvaluation(Task task, List<Part> parts) {
        this.task = task;
        this.parts = List.copyOf(parts);
    }

    /**
     * The answers to the first samples of a segment.
     *
     * @param filling which time it was filled
     */
    record Part(HoldoutSegment segment, long filling, Tally tally) {}

    /**
     * Returns the result on a segment.
     *
     * @param filling which time it was filled
     */
    Tally about(HoldoutSegment segment, long filling) {
        return parts.stream()
                .filter(part -> part.segment() == segment && part.filling() == filling)
                .map(Part::tally)
                .findFirst()
                .orElse(Tally.NONE);
    }

    /**
     * Returns the figures over all samples. Those that the network failed at have no part in the figure that decides: it is worth only
     * the share that was answered.
     *
     * @throws IllegalArgumentException if there are no samples
     */
    public HoldoutFigures figures() {
        Tally all = all();
        Map<Figure, Double> values = new LinkedHashMap<>(task.figures(all));
        double answered = (double) all.answered() / all.samples();
        Figure decisive = values.keySet().iterator().next();
        values.computeIfPresent(decisive, (figure, value) -> Math.min(value, value * answered));
        return new HoldoutFigures(all.samples(), values);
    }

    /** Returns how often the network agrees with the teacher by the teacher's class, as {@link Task#agreementByClass}. */
    public List<Double> agreementByClass() {
        return task.agreementByClass(all());
    }

    private Tally all() {
        return parts.stream().map(Part::tally).reduce(Tally.NONE, Tally::plus);
    }
}
