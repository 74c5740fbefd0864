package io.alambic.core.train;

import io.alambic.core.cost.TermName;
import java.util.Map;

/**
 * What one step cost.
 *
 * @param step number of steps taken so far, this one included
 * @param samples samples in the batch
 * @param total weighted sum of the terms
 * @param terms each computed term before weighting
 */
public record StepReport(long step, int samples, float total, Map<TermName, Float> terms) {

    public StepReport {
        terms = Map.copyOf(terms);
    }
}
