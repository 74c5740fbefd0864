package io.alambic.client;

import java.util.List;
import java.util.Map;

/**
 * The metadata of a student's model.
 *
 * @param name of the model
 * @param versions that a request can name
 * @param inputs that a request must contain
 * @param outputs that a request can ask for
 * @param properties further properties, such as {@code parameters} and {@code bytes}
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
     * @param shape full shape, with the number of samples first; −1 is any size
     */
    public record TensorInfo(String name, String datatype, List<Long> shape) {

        public TensorInfo {
            shape = List.copyOf(shape);
        }

        /** Returns the shape of one sample. */
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
