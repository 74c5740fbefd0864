package io.alambic.chaos.cluster;

import com.google.protobuf.ByteString;
import io.alambic.inference.ModelInferRequest;
import java.util.List;

/** Requests for the answers to black images, as the student of the cluster takes them. */
public final class BlackImages {

    private static final int SIDE = 8;

    private BlackImages() {}

    /** Returns a request of a number of samples that names no outputs yet. */
    public static ModelInferRequest.Builder of(int samples) {
        return ModelInferRequest.newBuilder()
                .setModelName("student")
                .addInputs(ModelInferRequest.InferInputTensor.newBuilder()
                        .setName("image")
                        .setDatatype("FP32")
                        .addAllShape(List.of((long) samples, 1L, (long) SIDE, (long) SIDE)))
                .addRawInputContents(ByteString.copyFrom(new byte[samples * SIDE * SIDE * Float.BYTES]));
    }
}
