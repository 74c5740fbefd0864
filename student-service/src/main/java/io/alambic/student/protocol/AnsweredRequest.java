package io.alambic.student.protocol;

import com.google.protobuf.ByteString;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import io.alambic.inference.InferParameter;
import io.alambic.inference.ModelInferResponse;
import io.alambic.inference.ModelInferResponse.InferOutputTensor;
import io.alambic.mapping.SourceRecord;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A request and its answer. Immutable; shares the memory of both. */
public final class AnsweredRequest {

    private static final String FEEDBACK = "feedback";

    private final CheckedRequest request;
    private final List<TensorSpec> inputs;
    private final ModelInferResponse response;

    public AnsweredRequest(CheckedRequest request, List<TensorSpec> inputs, ModelInferResponse response) {
        this.request = request;
        this.inputs = inputs;
        this.response = response;
    }

    /**
     * One input with all samples.
     *
     * @param spec of one sample
     * @param bytes little-endian, sample by sample
     */
    public record Input(TensorSpec spec, ByteString bytes) {}

    /** Returns the batch size. */
    public int samples() {
        return request.samples();
    }

    /** Returns the size of the inputs in bytes. */
    public long bytes() {
        return request.bytes();
    }

    /** Returns whether its sender permits learning from it; the parameter {@code feedback} = false forbids it. */
    public boolean mayBeLearned() {
        InferParameter parameter = request.request().getParametersMap().get(FEEDBACK);
        return parameter == null || !parameter.hasBoolParam() || parameter.getBoolParam();
    }

    /** Returns the records that it was about, in their order; none if it brought tensors. */
    public List<SourceRecord> records() {
        return request.records();
    }

    /** Returns the inputs in the order of the signature. */
    public List<Input> inputs() {
        List<Input> all = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            all.add(new Input(
                    inputs.get(i), bytes(inputs.get(i), request.places().get(i))));
        }
        return all;
    }

    private ByteString bytes(TensorSpec spec, int place) {
        if (request.isRaw()) {
            return request.request().getRawInputContents(place);
        }
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(request.samples() * spec.bytesPerSample()))
                .order(ByteOrder.LITTLE_ENDIAN);
        Contents.put(request.request().getInputs(place).getContents(), spec.type(), bytes);
        return ByteString.copyFrom(bytes.flip());
    }

    /** Returns the answered probabilities, one row per sample; empty if the answer has neither them nor logits. */
    public Optional<double[][]> probabilities() {
        return floats(AnswerSignature.PROBABILITIES)
                .or(() -> floats(Signature.LOGITS).map(AnsweredRequest::softmax));
    }

    private Optional<double[][]> floats(String name) {
        for (int i = 0; i < response.getOutputsCount(); i++) {
            InferOutputTensor output = response.getOutputs(i);
            if (output.getName().equals(name) && output.getDatatype().equals(TensorType.FP32.name())) {
                return Optional.of(rows(output, i));
            }
        }
        return Optional.empty();
    }

    private double[][] rows(InferOutputTensor output, int place) {
        boolean raw = response.getRawOutputContentsCount() > 0;
        ByteBuffer bytes = raw
                ? response.getRawOutputContents(place).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN)
                : ByteBuffer.allocate(0);
        int elements =
                raw ? bytes.remaining() / Float.BYTES : output.getContents().getFp32ContentsCount();
        int width = elements / samples();
        double[][] rows = new double[samples()][width];
        for (int i = 0; i < rows.length * width; i++) {
            rows[i / width][i % width] =
                    raw ? bytes.getFloat(i * Float.BYTES) : output.getContents().getFp32Contents(i);
        }
        return rows;
    }

    private static double[][] softmax(double[][] rows) {
        for (double[] row : rows) {
            double largest = Double.NEGATIVE_INFINITY;
            for (double logit : row) {
                largest = Math.max(largest, logit);
            }
            double sum = 0;
            for (int i = 0; i < row.length; i++) {
                row[i] = Math.exp(row[i] - largest);
                sum += row[i];
            }
            for (int i = 0; i < row.length; i++) {
                row[i] /= sum;
            }
        }
        return rows;
    }
}
