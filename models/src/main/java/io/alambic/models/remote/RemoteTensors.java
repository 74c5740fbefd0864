package io.alambic.models.remote;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.protobuf.ByteString;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import io.alambic.inference.InferTensorContents;
import io.alambic.inference.ModelInferResponse;
import io.alambic.inference.ModelInferResponse.InferOutputTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;

/** Reads the output tensors of a response: raw bytes, or FP32 and FP64 from their typed fields. */
final class RemoteTensors {

    private RemoteTensors() {}

    /**
     * Returns an output as an array of the manager.
     *
     * @param place index of the output in the response
     * @param spec of the output
     * @param smaller whether its samples may be smaller than the spec's, as those of a smaller bucket
     * @throws IllegalStateException if it contradicts the model's metadata
     */
    static NDArray array(
            ModelInferResponse response, int place, TensorSpec spec, boolean smaller, long samples, NDManager manager) {
        InferOutputTensor output = response.getOutputs(place);
        Shape shape = new Shape(
                output.getShapeList().stream().mapToLong(Long::longValue).toArray());
        boolean fits = shape.equals(spec.batchShape(samples))
                || (smaller && isWithin(spec.batchShape(samples), shape) && shape.get(0) == samples);
        if (!output.getDatatype().equals(spec.type().name()) || !fits) {
            throw new IllegalStateException("output '%s': expected %s of shape %s, but %s of shape %s came"
                    .formatted(spec.name(), spec.type(), spec.batchShape(samples), output.getDatatype(), shape));
        }
        ByteBuffer data = response.getRawOutputContentsCount() > place
                ? direct(response.getRawOutputContents(place))
                : typed(output.getContents(), spec);
        long expected = shape.size() * spec.type().bytes();
        if (data.remaining() != expected) {
            throw new IllegalStateException("output '%s': %s of shape %s takes %d bytes, but %d came"
                    .formatted(spec.name(), spec.type(), shape, expected, data.remaining()));
        }
        return manager.create(data, shape, spec.type().djl());
    }

    private static boolean isWithin(Shape largest, Shape shape) {
        return shape.dimension() == largest.dimension()
                && IntStream.range(0, shape.dimension())
                        .allMatch(axis -> shape.get(axis) >= 1 && shape.get(axis) <= largest.get(axis));
    }

    private static ByteBuffer direct(ByteString bytes) {
        ByteBuffer buffer = buffer(bytes.size(), 1);
        bytes.copyTo(buffer);
        return buffer.flip();
    }

    private static ByteBuffer typed(InferTensorContents contents, TensorSpec spec) {
        if (spec.type() == TensorType.FP32) {
            List<Float> values = contents.getFp32ContentsList();
            ByteBuffer buffer = buffer(values.size(), Float.BYTES);
            values.forEach(buffer::putFloat);
            return buffer.flip();
        }
        if (spec.type() == TensorType.FP64) {
            List<Double> values = contents.getFp64ContentsList();
            ByteBuffer buffer = buffer(values.size(), Double.BYTES);
            values.forEach(buffer::putDouble);
            return buffer.flip();
        }
        throw new IllegalStateException(
                "output '%s': %s is read from raw contents only".formatted(spec.name(), spec.type()));
    }

    private static ByteBuffer buffer(int count, int width) {
        return ByteBuffer.allocateDirect(Math.multiplyExact(count, width)).order(ByteOrder.nativeOrder());
    }
}
