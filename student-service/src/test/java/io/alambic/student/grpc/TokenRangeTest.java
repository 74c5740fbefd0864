package io.alambic.student.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import com.google.protobuf.ByteString;
import io.alambic.core.layer.network.LayeredArchitecture;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import io.alambic.core.zoo.TextEmbeddingBag;
import io.alambic.inference.InferTensorContents;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferRequest.InferInputTensor;
import io.alambic.student.Recorder;
import io.alambic.student.registry.ServedModel;
import io.alambic.student.registry.ServedModels;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens that a student's embedding lacks never reach it. */
class TokenRangeTest {

    private static final int TOKENS = 3;
    private static final LayeredArchitecture STUDENT = new TextEmbeddingBag("ids", 100, 4, List.of(), 2)
            .taking(new TensorSpec("ids", TensorType.INT64, new Shape(TOKENS)));

    private final ServedModels models = Serving.models();
    private final Recorder recorder = new Recorder();
    private GrpcStudent student;

    @BeforeEach
    void start() throws IOException {
        student = new GrpcStudent(Serving.settings(1, 8), STUDENT, models, recorder);
        models.serve(new ServedModel(STUDENT.newNetwork(student.engine(), 3), 1, 1, 1));
    }

    @AfterEach
    void stop() throws Exception {
        student.close();
    }

    @ParameterizedTest
    @CsvSource({"100, true", "100, false", "-1, true", "-1, false", "9223372036854775807, true"})
    void aTokenOutsideIsRefusedByName(long token, boolean raw) {
        // When
        assertThatThrownBy(() -> student.blocking().modelInfer(request(raw, 1, 2, 3, 4, token, 6)))
                // Then
                .isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
                    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
                    assertThat(e.getStatus().getDescription())
                            .isEqualTo("input 'ids': element 4: expected a number from 0 to 99, but got " + token);
                });
        assertThat(student.blocking().modelInfer(request(raw, 0, 1, 99)).getOutputsCount())
                .isPositive();
        recorder.await("both calls", seen -> seen.codes().size() == 2);
        assertThat(recorder.codes()).containsExactly(Status.Code.INVALID_ARGUMENT, Status.Code.OK);
    }

    private static ModelInferRequest request(boolean raw, long... tokens) {
        InferInputTensor.Builder input = InferInputTensor.newBuilder()
                .setName("ids")
                .setDatatype("INT64")
                .addShape(tokens.length / TOKENS)
                .addShape(TOKENS);
        ByteBuffer bytes = ByteBuffer.allocate(tokens.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        InferTensorContents.Builder contents = InferTensorContents.newBuilder();
        for (long token : tokens) {
            bytes.putLong(token);
            contents.addInt64Contents(token);
        }
        ModelInferRequest.Builder request = ModelInferRequest.newBuilder().setModelName("student");
        return raw
                ? request.addInputs(input)
                        .addRawInputContents(ByteString.copyFrom(bytes.flip()))
                        .build()
                : request.addInputs(input.setContents(contents)).build();
    }
}
