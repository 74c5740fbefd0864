package io.alambic.student.wiring.metrics;

import io.alambic.core.figures.Figure;
import java.util.Locale;

/** Names of the meters of a task's figures. */
final class FigureNames {

    private FigureNames() {}

    /** Returns the end of a meter's name, as {@code holdout.agreement.ratio}; the unit of a plain number is left out. */
    static String of(Figure figure) {
        String name = "holdout." + figure.name().replace('-', '.');
        return figure.unit() == Figure.Unit.NUMBER
                ? name
                : name + "." + figure.unit().name().toLowerCase(Locale.ROOT);
    }
}
