package io.alambic.mapping.value;

import io.alambic.core.tensor.TensorType;

/**
 * The tensor that an expression fills.
 *
 * @param type of its elements
 * @param shape of one sample; 1 where it is open
 * @param isOpen whether a dimension is open
 * @param isAlone whether the expression fills all of it
 * @param parts what the expressions of a mapping share
 */
public record TargetTensor(TensorType type, long[] shape, boolean isOpen, boolean isAlone, SharedParts parts) {}
