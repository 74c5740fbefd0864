package io.alambic.bench.report;

import io.alambic.bench.measure.Spread;
import java.util.List;
import java.util.Optional;

/**
 * The figures of one alternative.
 *
 * @param name of the alternative
 * @param figures one for each measure of the section
 * @param target what the first figure's median has to reach by itself, whatever the other rows say; if anything
 */
public record Row(String name, List<Spread> figures, Optional<Target> target) {

    public Row {
        figures = List.copyOf(figures);
    }

    /** A row without a target of its own. */
    public Row(String name, List<Spread> figures) {
        this(name, figures, Optional.empty());
    }

    /** Returns a row whose only figure has to reach something by itself. */
    public static Row withTarget(String name, Spread figure, Target target) {
        return new Row(name, List.of(figure), Optional.of(target));
    }

    /** Returns the figure that the target is for. */
    double targeted() {
        return figures.get(0).median();
    }
}
