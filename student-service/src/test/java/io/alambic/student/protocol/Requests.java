package io.alambic.student.protocol;

import com.google.protobuf.ByteString;
import io.alambic.inference.InferTensorContents;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferRequest.InferInputTensor;
import io.alambic.inference.ModelInferResponse;
import io.alambic.student.TinyTask;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Requests about the tiny task. */
public final class Requests {

    private Requests() {}

    public static InferInputTensor.Builder input(int samples) {
        return InferInputTensor.newBuilder()
                .setName("image")
                .setDatatype("FP32")
                .addShape(samples)
                .addShape(1)
                .addShape(TinyTask.SIDE)
                .addShape(TinyTask.SIDE);
    }

    /** Numbers as a list. */
    public static ModelInferRequest typed(String model, int samples, float... elements) {
        InferTensorContents.Builder contents = InferTensorContents.newBuilder();
        for (float element : elements) {
            contents.addFp32Contents(element);
        }
        return ModelInferRequest.newBuilder()
                .setModelName(model)
                .setId("typed")
                .addInputs(input(samples).setContents(contents))
                .build();
    }

    /** Numbers as little-endian bytes. */
    public static ModelInferRequest raw(String model, int samples, float... elements) {
        return ModelInferRequest.newBuilder()
                .setModelName(model)
                .setId("raw")
                .addInputs(input(samples))
                .addRawInputContents(bytes(elements))
                .build();
    }

    public static ByteString bytes(float... elements) {
        ByteBuffer bytes = ByteBuffer.allocate(elements.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(elements);
        return ByteString.copyFrom(bytes);
    }

    /** The first output's numbers, however they came. */
    public static float[] numbers(ModelInferResponse response) {
        if (response.getRawOutputContentsCount() > 0) {
            var buffer = response.getRawOutputContents(0)
                    .asReadOnlyByteBuffer()
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer();
            float[] numbers = new float[buffer.remaining()];
            buffer.get(numbers);
            return numbers;
        }
        InferTensorContents contents = response.getOutputs(0).getContents();
        float[] numbers = new float[contents.getFp32ContentsCount()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = contents.getFp32Contents(i);
        }
        return numbers;
    }

    /** The class that the first sample's logits name. */
    public static int argMax(ModelInferResponse response) {
        float[] logits = numbers(response);
        int best = 0;
        for (int i = 1; i < TinyTask.CLASSES; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }
}
