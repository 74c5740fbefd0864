package io.alambic.models;

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

/** Reads the output tensors of a response: raw bytes, or FP32 and FP64 from their typed fields. */
final class RemoteTensors {

    private RemoteTensors() {}

    /**
     * Returns an output as an array of the manager.
     *
     * @param place index of the output in the response
     * @throws IllegalStateException if it contradicts the model's metadata
     */
    static NDArray array(ModelInferResponse response, int place, TensorSpec spec, long samples, NDManager manager) {
        InferOutputTensor output = response.getOutputs(place);
        Shape shape = new Shape(
                output.getShapeList().stream().mapToLong(Long::longValue).toArray());
        if (!output.getDatatype().equals(spec.type().name()) || !shape.equals(spec.batchShape(samples))) {
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
