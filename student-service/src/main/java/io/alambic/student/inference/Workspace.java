package io.alambic.student.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import io.alambic.student.protocol.CheckedRequest;
import io.alambic.student.protocol.Contents;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Direct memory of one worker thread, reused for each batch. The inputs of all requests are copied into it once,
 * request after request, and the native array wraps it. An array is valid until its input is filled again.
 */
public final class Workspace {

    private final Map<String, ByteBuffer> buffers = new HashMap<>();

    /**
     * Fills one input with the data of all requests.
     *
     * @param place index of the input in the signature
     * @param samples number of samples of all requests
     * @param scope owns the array
     */
    public NDArray fill(TensorSpec spec, int place, List<CheckedRequest> requests, int samples, NDManager scope) {
        ByteBuffer buffer = cleared(spec.name(), Math.toIntExact(samples * spec.bytesPerSample()));
        for (CheckedRequest request : requests) {
            int input = request.places().get(place);
            if (request.isRaw()) {
                request.request().getRawInputContents(input).copyTo(buffer);
            } else {
                Contents.put(request.request().getInputs(input).getContents(), spec.type(), buffer);
            }
        }
        if (spec.type() == TensorType.BOOL) {
            onlyZeroAndOne(buffer);
        }
        Shape shape = spec.batchShape(samples);
        ByteBuffer whole = buffer.duplicate().order(ByteOrder.nativeOrder()).flip();
        return scope.create(whole, shape, spec.type().djl());
    }

    private static void onlyZeroAndOne(ByteBuffer buffer) {
        for (int i = 0; i < buffer.position(); i++) {
            buffer.put(i, (byte) (buffer.get(i) == 0 ? 0 : 1));
        }
    }

    private ByteBuffer cleared(String input, int bytes) {
        ByteBuffer buffer = buffers.get(input);
        if (buffer == null || buffer.capacity() < bytes) {
            buffer = ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
            buffers.put(input, buffer);
        }
        return buffer.clear();
    }
}
