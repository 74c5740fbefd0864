package io.alambic.client;

import java.util.List;
import java.util.Map;

/**
 * What a student says about its model.
 *
 * @param name of the model
 * @param versions that answer by number
 * @param inputs that a request must hold
 * @param outputs that it may ask for
 * @param properties such as {@code parameters} and {@code bytes}
 */
public record ModelInfo(
        String name,
        List<String> versions,
        List<TensorInfo> inputs,
        List<TensorInfo> outputs,
        Map<String, String> properties) {

    /**
     * One input or output.
     *
     * @param datatype as the protocol names it, such as {@code FP32}
     * @param shape in full; −1 is any size, and first stands the number of samples
     */
    public record TensorInfo(String name, String datatype, List<Long> shape) {

        public TensorInfo {
            shape = List.copyOf(shape);
        }

        /** Shape of one sample. */
        public List<Long> sampleShape() {
            return shape.subList(1, shape.size());
        }
    }

    public ModelInfo {
        versions = List.copyOf(versions);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        properties = Map.copyOf(properties);
    }
}
