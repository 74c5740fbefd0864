package io.alambic.student.protocol;

import com.google.protobuf.ByteString;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import io.alambic.inference.InferParameter;
import io.alambic.inference.ModelInferResponse;
import io.alambic.inference.ModelInferResponse.InferOutputTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A request that was answered, for whoever makes something of it later. Immutable; what it holds is what the
 * request and the answer hold.
 */
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
     * An input, all samples of it.
     *
     * @param spec of one sample
     * @param bytes little-endian, one sample behind the other
     */
    public record Input(TensorSpec spec, ByteString bytes) {}

    /** Its batch dimension. */
    public int samples() {
        return request.samples();
    }

    /** Bytes of its inputs. */
    public long bytes() {
        return request.bytes();
    }

    /** Whether its sender allows that somebody learns from it: unless its parameter {@code feedback} is false. */
    public boolean mayBeLearned() {
        InferParameter parameter = request.request().getParametersMap().get(FEEDBACK);
        return parameter == null || !parameter.hasBoolParam() || parameter.getBoolParam();
    }

    /** The inputs, in the order of the signature. */
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

    /** The probabilities that were answered, one row for each sample; empty where neither they nor logits were. */
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
