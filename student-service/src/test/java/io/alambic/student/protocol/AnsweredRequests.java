package io.alambic.student.protocol;

import io.alambic.core.model.Signature;
import io.alambic.core.task.Tasks;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferResponse;
import io.alambic.inference.ModelInferResponse.InferOutputTensor;
import io.alambic.student.TinyTask;
import java.util.function.Function;

/** Requests about the tiny task that were answered as a test wants. */
public final class AnsweredRequests {

    private AnsweredRequests() {}

    /** A request whose answer has these numbers, one row of {@link TinyTask#CLASSES} for each sample. */
    public static AnsweredRequest of(ModelInferRequest request, String output, float... numbers) {
        return of(requests -> requests.check(request), output, numbers);
    }

    /** The same about records. */
    public static AnsweredRequest of(MappedRequest request, String output, float... numbers) {
        return of(requests -> requests.check(request), output, numbers);
    }

    private static AnsweredRequest of(
            Function<InferenceRequests, CheckedRequest> check, String output, float... numbers) {
        ModelInferResponse response = ModelInferResponse.newBuilder()
                .addOutputs(InferOutputTensor.newBuilder().setName(output).setDatatype("FP32"))
                .addRawOutputContents(Requests.bytes(numbers))
                .build();
        Signature signature = AnswerSignature.of(TinyTask.STUDENT.signature(), Tasks.CLASSIFICATION);
        InferenceRequests requests = new InferenceRequests(signature, 64, AnswerSignature.defaults(signature));
        return new AnsweredRequest(
                check.apply(requests), TinyTask.STUDENT.signature().inputs(), response);
    }
}
