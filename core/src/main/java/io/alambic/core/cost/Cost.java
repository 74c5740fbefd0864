package io.alambic.core.cost;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * The cost of one batch.
 *
 * @param total the weighted sum, a scalar through which gradients flow
 * @param terms each computed term before weighting, scalars
 * @param weighted each of them times its λ, scalars of which the total is the sum
 */
public record Cost(NDArray total, Map<TermName, NDArray> terms, Map<TermName, NDArray> weighted) {}
