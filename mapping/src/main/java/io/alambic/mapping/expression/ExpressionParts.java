package io.alambic.mapping.expression;

import java.util.ArrayList;
import java.util.List;

/** Splits texts where a sign stands outside quotes and brackets. */
public final class ExpressionParts {

    private ExpressionParts() {}

    /**
     * Returns the parts, without surrounding space.
     *
     * @throws IllegalArgumentException if a quote or a bracket is not closed
     */
    static List<String> of(String text, char separator) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        char quote = 0;
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char sign = text.charAt(i);
            if (quote != 0) {
                quote = sign == quote ? 0 : quote;
            } else if (sign == '\'' || sign == '"') {
                quote = sign;
            } else if (sign == '(' || sign == '[') {
                depth++;
            } else if (sign == ')' || sign == ']') {
                depth--;
            } else if (sign == separator && depth == 0) {
                parts.add(text.substring(from, i).strip());
                from = i + 1;
            }
        }
        if (quote != 0 || depth != 0) {
            throw new IllegalArgumentException("expected closed quotes and brackets, but got '%s'".formatted(text));
        }
        parts.add(text.substring(from).strip());
        return parts;
    }

    /**
     * Returns expressions that came as a list, or as one text with commas between them; a list that was split at every comma, also
     * at those inside brackets, comes back whole.
     */
    public static List<String> joined(List<String> texts) {
        try {
            return of(String.join(",", texts), ',');
        } catch (IllegalArgumentException e) {
            return texts;
        }
    }

    /** Returns a text without the quotes around it. */
    static String unquoted(String text) {
        boolean quoted = text.length() >= 2
                && (text.charAt(0) == '\'' || text.charAt(0) == '"')
                && text.charAt(text.length() - 1) == text.charAt(0);
        return quoted ? text.substring(1, text.length() - 1) : text;
    }
}
