package io.alambic.core.train;

import io.alambic.core.cost.TermName;
import java.util.Map;

/** A batch whose cost is NaN or infinite; nothing was learned from it. */
public final class NonFiniteCostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NonFiniteCostException(Map<TermName, Float> terms) {
        super("the cost of a batch is not finite: " + terms);
    }
}
