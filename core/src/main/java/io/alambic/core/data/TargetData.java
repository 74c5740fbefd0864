package io.alambic.core.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.RowBuffer;
import io.alambic.core.tensor.TensorType;

/**
 * Samples of one input whose labels are tensors: real numbers, or a class for each place.
 *
 * @param input [N, ...]
 * @param targets [N, ...], FP32, or whole numbers
 */
public record TargetData(EncodedTensor input, EncodedTensor targets) implements TrainingData {

    public TargetData {
        if (input.samples() != targets.samples()) {
            throw new IllegalArgumentException(
                    "%d samples, but %d targets".formatted(input.samples(), targets.samples()));
        }
    }

    @Override
    public int size() {
        return Math.toIntExact(input.samples());
    }

    @Override
    public NDArray labels(int[] rows, NDManager scope) {
        RowBuffer buffer = new RowBuffer();
        for (int row : rows) {
            buffer.append(targets, row, 1);
        }
        DataType type = targets.type() == TensorType.FP32 ? DataType.FLOAT32 : DataType.INT32;
        return buffer.toArray(scope).toType(type, true);
    }
}
