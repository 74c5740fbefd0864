package io.alambic.models;

import io.alambic.core.settings.Expression;
import java.util.Objects;

/**
 * What the output that stands for the logits holds.
 *
 * @param form how it is to be taken
 * @param classes C, how many classes there are, where it holds their numbers; else 0
 */
public record LogitsFrom(Form form, int classes) {

    /** Probabilities if the model is found to answer them, else logits. */
    public static final LogitsFrom AUTO = new LogitsFrom(Form.AUTO, 0);

    /** Logits, or what the task has instead. */
    public static final LogitsFrom LOGITS = new LogitsFrom(Form.LOGITS, 0);

    /** Probabilities of the classes. */
    public static final LogitsFrom PROBABILITIES = new LogitsFrom(Form.PROBABILITIES, 0);

    private static final String EXPECTED = "auto, logits, probabilities, independent-probabilities or classes(C)";
    private static final int FEWEST = 2;
    private static final int MOST = 1 << 20;

    /** Forms of an answer. */
    public enum Form {
        /** Probabilities if the model is found to answer them, else logits. */
        AUTO,
        /** Logits, or logarithms of probabilities: they differ by a constant for each sample, which no softmax sees. */
        LOGITS,
        /** Probabilities of the classes; their logarithms are the logits. */
        PROBABILITIES,
        /** A probability for each class by itself, as sigmoids answer. */
        INDEPENDENT_PROBABILITIES,
        /** The number of a class for each sample, [N] or [N, 1]. */
        CLASSES
    }

    public LogitsFrom {
        Objects.requireNonNull(form, "form");
        if (form == Form.CLASSES && (classes < FEWEST || classes > MOST)) {
            throw new IllegalArgumentException(
                    "expected from %d to %d classes, but got %d".formatted(FEWEST, MOST, classes));
        }
    }

    /**
     * Reads a setting.
     *
     * @throws IllegalArgumentException saying what was expected
     */
    public static LogitsFrom parse(String text) {
        Expression choice = Expression.parse(text);
        if (choice.name().equals("classes")) {
            double classes = choice.arguments(1, "classes(C)").get(0);
            if (classes != Math.rint(classes) || classes > MOST) {
                throw new IllegalArgumentException("expected a whole number of classes, but got '%s'".formatted(text));
            }
            return new LogitsFrom(Form.CLASSES, (int) classes);
        }
        choice.arguments(0, choice.name());
        return switch (choice.name()) {
            case "auto" -> AUTO;
            case "logits" -> LOGITS;
            case "probabilities" -> PROBABILITIES;
            case "independent-probabilities" -> new LogitsFrom(Form.INDEPENDENT_PROBABILITIES, 0);
            default -> throw new IllegalArgumentException("expected %s, but got '%s'".formatted(EXPECTED, text));
        };
    }
}
