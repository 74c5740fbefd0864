package io.alambic.student.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.protobuf.ByteString;
import io.alambic.core.bucket.Buckets;
import io.alambic.core.model.InputSpec;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import io.alambic.inference.InferParameter;
import io.alambic.inference.InferTensorContents;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferRequest.InferInputTensor;
import io.alambic.inference.ModelInferRequest.InferRequestedOutputTensor;
import io.alambic.inference.ModelInferResponse;
import io.alambic.inference.ModelMetadataResponse;
import io.alambic.inference.ModelMetadataResponse.TensorMetadata;
import io.alambic.student.protocol.CheckedRequest;
import io.alambic.student.protocol.InferenceRequests;
import io.alambic.student.protocol.InferenceResponses;
import io.alambic.student.protocol.ModelFacts;
import io.alambic.student.registry.FakeNetwork;
import io.alambic.student.registry.ServedModel;
import io.grpc.StatusRuntimeException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Requests with sentences of any length up to 6 tokens. */
class OpenDimensionsTest {

    private static final Buckets BUCKETS = Buckets.parse("T=3/6", "ids=9");
    private static final Signature SIGNATURE = signature();

    private final InferenceRequests requests = new InferenceRequests(SIGNATURE, 8, List.of("logits"));

    private static Signature signature() {
        List<TensorSpec> inputs = new ArrayList<>(BUCKETS.sized(InputSpec.parseAll("ids:INT64:T,mask:INT64:T")));
        inputs.add(BUCKETS.spec());
        TensorSpec logits = new TensorSpec("logits", TensorType.FP32, new Shape(6, 2), List.of("T", ""));
        return new Signature(inputs, List.of(logits), Optional.of(BUCKETS));
    }

    @Test
    void requestsOfDifferentSizesShareABatchPaddedToTheLargest() {
        // Given
        List<CheckedRequest> checked =
                List.of(requests.check(raw(1, 2, 2)), requests.check(typed(2, 4)), requests.check(raw(1, 6, 6)));

        // When
        try (NDManager scope = NDManager.newBaseManager()) {
            Map<String, NDArray> inputs = new Workspace().fill(SIGNATURE, checked, 4, scope);

            // Then
            assertThat(inputs.get("ids").getShape()).isEqualTo(new Shape(4, 6));
            assertThat(inputs.get("ids").toLongArray())
                    .containsExactly(0, 1, 9, 9, 9, 9, 0, 1, 2, 3, 9, 9, 4, 5, 6, 7, 9, 9, 0, 1, 2, 3, 4, 5);
            assertThat(inputs.get("mask").toLongArray())
                    .containsExactly(0, 1, 0, 0, 0, 0, 0, 1, 2, 3, 0, 0, 4, 5, 6, 7, 0, 0, 0, 1, 2, 3, 4, 5);
            assertThat(inputs.get(Buckets.SIZES).toIntArray()).containsExactly(2, 4, 4, 6);
        }
    }

    @Test
    void answersHaveTheSizeOfTheirRequest() {
        // Given
        List<CheckedRequest> checked = List.of(requests.check(raw(1, 2, 2)), requests.check(typed(2, 3)));

        // When
        try (NDManager scope = NDManager.newBaseManager()) {
            NDArray padded = scope.arange(3f * 6 * 2).reshape(3, 6, 2);
            List<ModelInferResponse> responses = new InferenceResponses(List.of())
                    .responses(checked, new ServedModel(FakeNetwork.quick(), 1, 1, 1), Map.of("logits", padded));

            // Then
            assertThat(responses)
                    .map(response -> response.getOutputs(0).getShapeList())
                    .containsExactly(List.of(1L, 2L, 2L), List.of(2L, 3L, 2L));
            assertThat(floats(responses.get(0).getRawOutputContents(0))).containsExactly(0, 1, 2, 3);
            assertThat(responses.get(1).getOutputs(0).getContents().getFp32ContentsList())
                    .containsExactly(12f, 13f, 14f, 15f, 16f, 17f, 24f, 25f, 26f, 27f, 28f, 29f);
        }
    }

    @Test
    void theLargestClassesOfOpenAnswersAreNotToBeHad() {
        // Given
        ModelInferRequest best = raw(1, 2, 2).toBuilder()
                .addOutputs(InferRequestedOutputTensor.newBuilder()
                        .setName("logits")
                        .putParameters(
                                "classification",
                                InferParameter.newBuilder().setInt64Param(1).build()))
                .build();

        // Then
        assertThatThrownBy(() -> requests.check(best))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessage("INVALID_ARGUMENT: output 'logits': parameter 'classification' is not for open dimensions");
    }

    private static float[] floats(ByteString bytes) {
        float[] floats = new float[bytes.size() / Float.BYTES];
        bytes.asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(floats);
        return floats;
    }

    @Test
    void aSizeAboveTheLargestIsRefusedByName() {
        assertThatThrownBy(() -> requests.check(raw(1, 7, 7)))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessage("INVALID_ARGUMENT: input 'ids': expected shape (-1, T≤6), but it is [1, 7]");
    }

    @Test
    void equalLettersAreEqualSizes() {
        assertThatThrownBy(() -> requests.check(raw(1, 3, 4)))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessage("INVALID_ARGUMENT: input 'mask': expected 3 for T as in the inputs before, but it has 4");
    }

    @Test
    void theMetadataShowsOpenDimensionsAndNoSizes() {
        // When
        ModelMetadataResponse.Builder facts = new ModelFacts("student", SIGNATURE, false).describe();
        List<TensorMetadata> inputs = facts.getInputsList();

        // Then
        assertThat(inputs).extracting(TensorMetadata::getName).containsExactly("ids", "mask");
        assertThat(inputs).allSatisfy(input -> assertThat(input.getShapeList()).containsExactly(-1L, -1L));
        assertThat(facts.getOutputs(0).getShapeList()).containsExactly(-1L, -1L, 2L);
    }

    private static ModelInferRequest raw(int samples, int ids, int mask) {
        return ModelInferRequest.newBuilder()
                .addInputs(input("ids", samples, ids))
                .addInputs(input("mask", samples, mask))
                .addRawInputContents(bytes(samples * ids))
                .addRawInputContents(bytes(samples * mask))
                .build();
    }

    private static ModelInferRequest typed(int samples, int size) {
        InferTensorContents contents = InferTensorContents.newBuilder()
                .addAllInt64Contents(
                        LongStream.range(0, (long) samples * size).boxed().toList())
                .build();
        return ModelInferRequest.newBuilder()
                .addInputs(input("ids", samples, size).setContents(contents))
                .addInputs(input("mask", samples, size).setContents(contents))
                .build();
    }

    private static InferInputTensor.Builder input(String name, int samples, int size) {
        return InferInputTensor.newBuilder()
                .setName(name)
                .setDatatype("INT64")
                .addShape(samples)
                .addShape(size);
    }

    private static ByteString bytes(int count) {
        ByteBuffer bytes = ByteBuffer.allocate(count * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        LongStream.range(0, count).forEach(bytes::putLong);
        return ByteString.copyFrom(bytes.flip());
    }
}
