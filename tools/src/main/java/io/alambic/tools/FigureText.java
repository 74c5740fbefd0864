package io.alambic.tools;

import io.alambic.core.figures.Figure;
import java.util.Locale;

/** Formats a figure for people. */
public final class FigureText {

    private static final int PERCENT = 100;

    private FigureText() {}

    /** Returns the value with its unit, as {@code 98.20 %}. */
    public static String of(Figure figure, double value) {
        return switch (figure.unit()) {
            case RATIO -> String.format(Locale.ROOT, "%.2f %%", PERCENT * value);
            case NATS -> String.format(Locale.ROOT, "%.4f nats", value);
            case NUMBER -> Float.toString((float) value);
        };
    }
}
