package io.alambic.student.protocol;

import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferResponse;
import io.alambic.inference.ModelInferResponse.InferOutputTensor;
import io.alambic.student.TinyTask;

/** Requests about the tiny task that were answered as a test wants. */
public final class AnsweredRequests {

    private AnsweredRequests() {}

    /** A request whose answer has these numbers, one row of {@link TinyTask#CLASSES} for each sample. */
    public static AnsweredRequest of(ModelInferRequest request, String output, float... numbers) {
        ModelInferResponse response = ModelInferResponse.newBuilder()
                .addOutputs(InferOutputTensor.newBuilder().setName(output).setDatatype("FP32"))
                .addRawOutputContents(Requests.bytes(numbers))
                .build();
        return new AnsweredRequest(
                new InferenceRequests(AnswerSignature.of(TinyTask.STUDENT.signature()), 64).check(request),
                TinyTask.STUDENT.signature().inputs(),
                response);
    }
}
