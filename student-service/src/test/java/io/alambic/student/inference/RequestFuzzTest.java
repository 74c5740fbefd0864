package io.alambic.student.inference;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import io.alambic.inference.ModelInferRequest;
import io.alambic.student.TinyTask;
import io.alambic.student.protocol.CheckedRequest;
import io.alambic.student.protocol.InferenceRequests;
import io.alambic.student.protocol.Requests;
import io.alambic.testing.Memory;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a client sends, it is read or refused as INVALID_ARGUMENT, in memory that its bytes account for. */
class RequestFuzzTest {

    private static final int MAX_BATCH = 4;

    /** What fits into an HTTP/2 header together with the rest of the status. */
    private static final int LONGEST_DESCRIPTION = 4096;

    static Stream<byte[]> requests() {
        ModelInferRequest raw = Requests.raw("student", 1, TinyTask.image(2));
        return Stream.of(
                        raw,
                        Requests.typed("student", 1, TinyTask.image(2)),
                        raw.toBuilder()
                                .setInputs(0, Requests.input(Integer.MAX_VALUE))
                                .build(),
                        raw.toBuilder()
                                .setInputs(0, Requests.input(1).setName("x".repeat(5000)))
                                .build(),
                        raw.toBuilder().clearRawInputContents().build())
                .map(ModelInferRequest::toByteArray);
    }

    @MethodSource("requests")
    @FuzzTest
    void everyRequestIsReadOrRefused(byte[] wire) {
        InferenceRequests requests = new InferenceRequests(TinyTask.STUDENT.signature(), MAX_BATCH, List.of("logits"));
        try (NDManager scope = NDManager.newBaseManager()) {
            Memory.requireInProportion(wire, () -> read(wire, requests, scope));
        }
    }

    private static void read(byte[] wire, InferenceRequests requests, NDManager scope) {
        try {
            ModelInferRequest request = ModelInferRequest.parseFrom(wire);
            CheckedRequest checked = requests.check(request);
            NDArray images = new Workspace()
                    .fill(TinyTask.STUDENT.signature(), List.of(checked), checked.samples(), scope)
                    .get("image");
            assertThat(images.getShape().get(0)).isBetween(1L, (long) MAX_BATCH);
        } catch (InvalidProtocolBufferException e) {
            assertThat(e).message().isNotBlank();
        } catch (StatusRuntimeException e) {
            assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
            assertThat(e.getStatus().getDescription()).isNotBlank().hasSizeLessThan(LONGEST_DESCRIPTION);
        }
    }
}
