package io.alambic.student.protocol;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.bucket.Buckets;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.inference.ModelInferRequest;
import io.alambic.mapping.SourceRecord;
import java.util.List;
import java.util.NavigableMap;

/**
 * A request that matches the signature and may share a pass with others.
 *
 * @param request the message with the tensors, which is the original one unless it asked about records
 * @param records the records that it asked about, in their order; empty if it brought tensors
 * @param samples batch size, at least 1
 * @param bytes size of the request, or of its inputs in native arrays if that is larger
 * @param places index in the request of each named input of the signature
 * @param sizes of the open dimensions by letter; empty if there are none
 * @param outputs requested outputs, at least one
 * @param rawAnswer whether the outputs are returned as raw bytes; always so if one has no typed contents
 * @param timeoutNanos longest wait in the queue, from its parameter {@code timeout}; 0 for no limit
 */
public record CheckedRequest(
        ModelInferRequest request,
        List<SourceRecord> records,
        int samples,
        long bytes,
        List<Integer> places,
        NavigableMap<String, Integer> sizes,
        List<Wanted> outputs,
        boolean rawAnswer,
        long timeoutNanos) {

    /**
     * A requested output.
     *
     * @param spec name, type and shape
     * @param classes number of largest values to return as score, index and label; 0 returns the tensor
     */
    public record Wanted(TensorSpec spec, int classes) {}

    /** Returns the shape of one sample of this request, whose open dimensions have its sizes. */
    public Shape sampleShape(TensorSpec spec) {
        return spec.isOpen() ? Buckets.shape(spec, sizes::get) : spec.sampleShape();
    }

    /** Returns whether the inputs came as raw bytes. */
    public boolean isRaw() {
        return request.getRawInputContentsCount() > 0;
    }

    /** Returns the requested version; empty for the current one. */
    public String version() {
        return request.getModelVersion();
    }
}
