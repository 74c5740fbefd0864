package io.alambic.mapping.expression;

import io.alambic.mapping.operation.Chain;
import io.alambic.mapping.operation.Operation;
import io.alambic.mapping.operation.OperationNames;
import java.util.List;

/**
 * A value and what becomes of it, as {@code colour | default(red) | one-hot(red, green)}.
 *
 * @param source of the value
 * @param chain what becomes of it
 */
public record FieldExpression(Source source, Chain chain) {

    /**
     * Reads an expression.
     *
     * @throws IllegalArgumentException saying what was expected and what came
     */
    public static FieldExpression parse(String text) {
        List<String> parts = ExpressionParts.of(text, '|');
        List<Operation> operations =
                parts.stream().skip(1).map(FieldExpression::operation).toList();
        return new FieldExpression(Source.parse(parts.get(0)), Chain.of(operations));
    }

    private static Operation operation(String text) {
        int bracket = text.indexOf('(');
        if (bracket < 0) {
            return OperationNames.of(text, List.of());
        }
        if (!text.endsWith(")")) {
            throw new IllegalArgumentException("expected name(value, ...), but got '%s'".formatted(text));
        }
        List<String> arguments = ExpressionParts.of(text.substring(bracket + 1, text.length() - 1), ',').stream()
                .map(ExpressionParts::unquoted)
                .toList();
        return OperationNames.of(
                text.substring(0, bracket).strip(), arguments.equals(List.of("")) ? List.of() : arguments);
    }
}
