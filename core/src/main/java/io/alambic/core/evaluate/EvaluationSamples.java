package io.alambic.core.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.alambic.core.data.LabelledData;
import io.alambic.core.tensor.RowBuffer;
import io.alambic.core.tensor.TensorSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Samples for networks to answer, batch by batch. Equal calls give equal batches. */
public interface EvaluationSamples {

    /** Returns the number of samples. */
    int size();

    /**
     * Returns a range of the samples.
     *
     * @param scope owns the arrays
     * @return each input by name, [count, ...]
     */
    Map<String, NDArray> batch(int from, int count, NDManager scope);

    /**
     * Returns the samples of a data set.
     *
     * @param input what the network reads
     * @throws io.alambic.core.tensor.InvalidTensorException if the data does not fit the input
     */
    static EvaluationSamples of(LabelledData data, TensorSpec input) {
        data.input().requireSamples(input, data.size());
        RowBuffer rows = new RowBuffer();
        return new EvaluationSamples() {
            @Override
            public int size() {
                return data.size();
            }

            @Override
            public Map<String, NDArray> batch(int from, int count, NDManager scope) {
                rows.clear();
                rows.append(data.input(), from, count);
                return Map.of(input.name(), rows.toArray(scope).duplicate());
            }
        };
    }

    /**
     * Numbers from a generator: equally distributed from 0 to 1; 0 or 1 if the input takes whole numbers.
     *
     * @param inputs what the network reads
     */
    static EvaluationSamples random(List<TensorSpec> inputs, int size, long seed) {
        return new EvaluationSamples() {
            @Override
            public int size() {
                return size;
            }

            @Override
            public Map<String, NDArray> batch(int from, int count, NDManager scope) {
                SplittableRandom random = new SplittableRandom(seed + from);
                Map<String, NDArray> arrays = new LinkedHashMap<>();
                for (TensorSpec input : inputs) {
                    arrays.put(input.name(), random(input, count, random, scope));
                }
                return arrays;
            }
        };
    }

    private static NDArray random(TensorSpec input, int count, SplittableRandom random, NDManager scope) {
        DataType type = input.type().djl();
        float[] values = new float[Math.toIntExact(count * input.elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = type.isFloating() ? (float) random.nextDouble() : random.nextInt(2);
        }
        return scope.create(values, input.batchShape(count)).toType(type, false);
    }
}
