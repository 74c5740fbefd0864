package io.alambic.student.serving;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.protobuf.ByteString;
import io.alambic.core.tensor.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Direct memory of one worker thread, reused from request to request: what a client sent is copied here
 * once, and the native array wraps it. An array is valid until its input is filled again.
 */
final class Workspace {

    private final Map<String, ByteBuffer> buffers = new HashMap<>();

    /** Elements as they travel: little-endian. */
    NDArray raw(String input, ByteString bytes, Shape shape, ElementType type, NDManager scope) {
        ByteBuffer buffer = cleared(input, bytes.size());
        bytes.copyTo(buffer);
        return wrap(buffer, shape, type, scope);
    }

    /** Elements as a list of numbers. */
    NDArray floats(String input, List<Float> elements, Shape shape, NDManager scope) {
        ByteBuffer buffer = cleared(input, elements.size() * Float.BYTES);
        for (int i = 0; i < elements.size(); i++) {
            buffer.putFloat(elements.get(i));
        }
        return wrap(buffer, shape, ElementType.FP32, scope);
    }

    private ByteBuffer cleared(String input, int bytes) {
        ByteBuffer buffer = buffers.get(input);
        if (buffer == null || buffer.capacity() < bytes) {
            buffer = ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
            buffers.put(input, buffer);
        }
        return buffer.clear();
    }

    private static NDArray wrap(ByteBuffer buffer, Shape shape, ElementType type, NDManager scope) {
        return scope.create(buffer.duplicate().order(ByteOrder.nativeOrder()).flip(), shape, type.djl());
    }
}
