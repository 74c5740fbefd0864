package io.alambic.core.train;

import io.alambic.core.cost.TermName;
import java.util.Map;

/** The cost or gradient of a batch is NaN or infinite; the learned weights were not changed. */
public final class NonFiniteCostException extends FailedStepException {

    private static final long serialVersionUID = 1L;

    NonFiniteCostException(Map<TermName, Float> terms) {
        super("the cost of a batch is not finite: " + terms);
    }

    NonFiniteCostException(float gradientNorm, Map<TermName, Float> terms) {
        super("the gradient of a batch is not finite: its norm is %s, at a cost of %s".formatted(gradientNorm, terms));
    }
}
