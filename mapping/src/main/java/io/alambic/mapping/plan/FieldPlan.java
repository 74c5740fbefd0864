package io.alambic.mapping.plan;

import io.alambic.mapping.expression.FieldExpression;
import io.alambic.mapping.value.TargetTensor;

/**
 * A field of a tensor.
 *
 * @param tensor index of the tensor
 * @param expression of its values
 * @param firstElement index of its first element in a sample
 * @param values how many it has; {@link #ANY} in a tensor with an open dimension
 * @param ofRecord whether it is the same for all samples of a record
 */
public record FieldPlan(int tensor, FieldExpression expression, int firstElement, int values, boolean ofRecord) {

    /** The number of values is open. */
    public static final int ANY = -1;

    /** Returns it with an expression that knows the tensor. */
    FieldPlan fittedTo(TargetTensor target) {
        return new FieldPlan(
                tensor,
                new FieldExpression(expression.source(), expression.chain().fittedTo(target)),
                firstElement,
                values,
                ofRecord);
    }

    /** Returns the number of elements. */
    public int elements() {
        return values * expression.chain().width();
    }
}
