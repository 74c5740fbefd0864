package io.alambic.core.cost;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * The cost of one batch.
 *
 * @param total the weighted sum, a scalar through which gradients flow
 * @param terms each computed term before weighting, scalars
 */
public record Cost(NDArray total, Map<TermName, NDArray> terms) {}
