package io.alambic.student.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.bucket.Buckets;
import io.alambic.core.bucket.Padding;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import io.alambic.student.protocol.CheckedRequest;
import io.alambic.student.protocol.Contents;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Direct memory of one worker thread, reused for each batch. The inputs of all requests are copied into it once,
 * request after request, and the native array wraps it. An array is valid until its input is filled again.
 */
public final class Workspace {

    private final Map<String, ByteBuffer> buffers = new HashMap<>();

    /**
     * Fills every input of a signature with the data of all requests; samples with open dimensions are padded to the largest size.
     *
     * @param samples number of samples of all requests
     * @param scope owns the arrays
     */
    public Map<String, NDArray> fill(Signature signature, List<CheckedRequest> requests, int samples, NDManager scope) {
        Map<String, NDArray> inputs = new LinkedHashMap<>();
        List<TensorSpec> named = signature.named();
        for (int i = 0; i < named.size(); i++) {
            TensorSpec spec = named.get(i);
            double padding = signature
                    .buckets()
                    .map(buckets -> buckets.padding(spec.name()))
                    .orElse(0.0);
            inputs.put(spec.name(), fill(spec, i, padding, requests, samples, scope));
        }
        signature
                .buckets()
                .ifPresent(buckets -> inputs.put(Buckets.SIZES, sizes(buckets.spec(), requests, samples, scope)));
        return inputs;
    }

    private NDArray sizes(TensorSpec spec, List<CheckedRequest> requests, int samples, NDManager scope) {
        ByteBuffer buffer = cleared(spec.name(), Math.toIntExact(samples * spec.bytesPerSample()));
        for (CheckedRequest request : requests) {
            for (int sample = 0; sample < request.samples(); sample++) {
                request.sizes().values().forEach(buffer::putInt);
            }
        }
        return wrapped(spec, buffer, samples, scope);
    }

    /**
     * Fills one input.
     *
     * @param place index of the input among those that are named
     * @param padding number behind samples that are smaller than the largest
     */
    private NDArray fill(
            TensorSpec spec, int place, double padding, List<CheckedRequest> requests, int samples, NDManager scope) {
        ByteBuffer buffer = cleared(spec.name(), Math.toIntExact(samples * spec.bytesPerSample()));
        for (CheckedRequest request : requests) {
            int input = request.places().get(place);
            if (spec.isOpen()) {
                pad(spec, request, input, padding, buffer);
            } else if (request.isRaw()) {
                request.request().getRawInputContents(input).copyTo(buffer);
            } else {
                Contents.put(request.request().getInputs(input).getContents(), spec.type(), buffer);
            }
        }
        if (spec.type() == TensorType.BOOL) {
            onlyZeroAndOne(buffer);
        }
        return wrapped(spec, buffer, samples, scope);
    }

    private static void pad(TensorSpec spec, CheckedRequest request, int input, double padding, ByteBuffer target) {
        long[] from = request.request().getInputs(input).getShapeList().stream()
                .mapToLong(Long::longValue)
                .toArray();
        ByteBuffer source;
        if (request.isRaw()) {
            source = request.request().getRawInputContents(input).asReadOnlyByteBuffer();
        } else {
            source = ByteBuffer.allocate(
                            Math.toIntExact(new Shape(from).size() * spec.type().bytes()))
                    .order(ByteOrder.LITTLE_ENDIAN);
            Contents.put(request.request().getInputs(input).getContents(), spec.type(), source);
            source.flip();
        }
        long[] to = spec.batchShape(request.samples()).getShape();
        Padding.copy(source, from, target, to, Padding.pattern(spec.type(), padding));
    }

    private static NDArray wrapped(TensorSpec spec, ByteBuffer buffer, int samples, NDManager scope) {
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
