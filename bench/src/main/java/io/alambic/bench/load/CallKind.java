package io.alambic.bench.load;

import com.google.protobuf.ByteString;
import io.alambic.bench.comparison.Quickstart;
import io.alambic.core.model.Signature;
import io.alambic.core.zoo.Cnn;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferRequest.InferInputTensor;
import io.alambic.inference.ModelInferRequest.InferRequestedOutputTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A kind of inference call.
 *
 * @param streaming whether a client sends its requests over one {@code ModelStreamInfer} call, each once it has the
 *     answer to the one before, rather than each over a {@code ModelInfer} call of its own
 * @param samples of each request
 */
public record CallKind(boolean streaming, int samples) {

    /** All kinds that are measured. */
    public static final List<CallKind> ALL =
            List.of(new CallKind(false, 1), new CallKind(true, 1), new CallKind(false, 32), new CallKind(true, 32));

    /** Returns a description for titles. */
    public String words() {
        return "%s, %d %s a request"
                .formatted(streaming ? "streaming" : "unary", samples, samples == 1 ? "sample" : "samples");
    }

    /** Returns the bytes of the logits that answer a request. */
    public int answerBytes() {
        return samples * Quickstart.STUDENT.classes() * Float.BYTES;
    }

    /**
     * Returns a request for the logits of random FP32 images; requests of the same seed begin with the same samples.
     */
    public ModelInferRequest request(long seed) {
        List<Integer> image = Quickstart.STUDENT.reads().shape();
        int pixels = samples * image.stream().reduce(1, Math::multiplyExact);
        SplittableRandom random = new SplittableRandom(seed);
        ByteBuffer bytes = ByteBuffer.allocate(pixels * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < pixels; i++) {
            bytes.putFloat((float) random.nextDouble());
        }
        InferInputTensor.Builder input = InferInputTensor.newBuilder()
                .setName(Cnn.IMAGE)
                .setDatatype("FP32")
                .addShape(samples);
        image.forEach(input::addShape);
        return ModelInferRequest.newBuilder()
                .setModelName("student")
                .addInputs(input)
                .addRawInputContents(ByteString.copyFrom(bytes.flip()))
                .addOutputs(InferRequestedOutputTensor.newBuilder().setName(Signature.LOGITS))
                .build();
    }
}
