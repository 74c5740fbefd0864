package io.alambic.cli.operate;

import io.alambic.v1.Figure;
import io.alambic.v1.HoldoutFigures;
import java.util.Locale;

/** Formats the figures of a task, whichever it is. */
final class FigureTexts {

    private static final int PERCENT = 100;

    private FigureTexts() {}

    /** Returns all figures, each after two spaces. */
    static String of(HoldoutFigures holdout) {
        StringBuilder text = new StringBuilder();
        holdout.getFiguresList().forEach(figure -> text.append("  ").append(of(figure)));
        return text.toString();
    }

    private static String of(Figure figure) {
        String name = figure.getName().replace('-', ' ');
        return switch (figure.getUnit()) {
            case FIGURE_UNIT_RATIO -> String.format(Locale.ROOT, "%s %.1f %%", name, PERCENT * figure.getValue());
            case FIGURE_UNIT_NATS -> String.format(Locale.ROOT, "%s %.4f nats", name, figure.getValue());
            default -> name + " " + Float.toString((float) figure.getValue());
        };
    }
}
