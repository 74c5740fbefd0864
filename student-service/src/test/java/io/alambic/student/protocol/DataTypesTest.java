package io.alambic.student.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import io.alambic.inference.InferTensorContents;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferRequest.InferInputTensor;
import io.alambic.inference.ModelInferRequest.InferRequestedOutputTensor;
import io.alambic.inference.ModelInferResponse;
import io.alambic.student.Recorder;
import io.alambic.student.grpc.GrpcStudent;
import io.alambic.student.grpc.OpenStreams;
import io.alambic.student.grpc.Serving;
import io.alambic.student.registry.ServedModel;
import io.alambic.student.registry.ServedModels;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tensors of every type that a model can read, there and back over a real connection. */
class DataTypesTest {

    private static final int SAMPLES = 2;
    private static final int ELEMENTS = SAMPLES * EchoNetwork.ELEMENTS;

    private final ServedModels models = Serving.models();
    private final EchoNetwork network = new EchoNetwork();
    private GrpcStudent student;

    @BeforeEach
    void start() throws Exception {
        student = new GrpcStudent(
                Serving.settings(1, 8), network.signature(), models, new Recorder(), new OpenStreams(Serving.STREAMS));
        models.serve(new ServedModel(network, 1, 1, 1));
    }

    @AfterEach
    void stop() throws Exception {
        student.close();
    }

    @Test
    void rawBytesOfEveryTypeComeBackAsTheyWent() {
        // Given
        ModelInferRequest.Builder request = request();
        for (TensorSpec spec : network.signature().inputs()) {
            request.addInputs(input(spec)).addRawInputContents(bytes(spec.type()));
        }

        // When
        ModelInferResponse answer = student.blocking().modelInfer(request.build());

        // Then
        assertThat(answer.getOutputsList())
                .extracting(ModelInferResponse.InferOutputTensor::getDatatype)
                .containsExactly("BOOL", "UINT8", "INT8", "INT32", "INT64", "FP16", "FP32", "FP64");
        assertThat(answer.getRawOutputContentsList()).isEqualTo(request.getRawInputContentsList());
    }

    @Test
    void typedContentsOfEveryTypeComeBackAsTheyWent() throws Exception {
        // Given
        List<TensorSpec> typed = network.signature().inputs().stream()
                .filter(spec -> spec.type() != TensorType.FP16)
                .toList();
        EchoNetwork withoutHalf = network;
        ModelInferRequest.Builder request = request();
        for (TensorSpec spec : withoutHalf.signature().inputs()) {
            InferTensorContents contents = spec.type() == TensorType.FP16
                    ? InferTensorContents.getDefaultInstance()
                    : Contents.of(buffer(spec.type()), spec.type());
            request.addInputs(input(spec).setContents(contents));
        }

        // When
        StatusRuntimeException half = catchThrowableOfType(
                StatusRuntimeException.class, () -> student.blocking().modelInfer(request.build()));

        // Then
        assertThat(half.getStatus().getDescription())
                .isEqualTo("input 'in_FP16': FP16 is read from raw_input_contents only");
        assertThat(typed).allSatisfy(spec -> {
            ByteBuffer back =
                    ByteBuffer.allocate(ELEMENTS * spec.type().bytes()).order(ByteOrder.LITTLE_ENDIAN);
            Contents.put(Contents.of(buffer(spec.type()), spec.type()), spec.type(), back);
            assertThat(back.flip()).isEqualTo(buffer(spec.type()));
        });
    }

    @Test
    void onlyTheOutputsThatAreNamedComeBack() {
        // Given
        ModelInferRequest.Builder request = request()
                .addOutputs(InferRequestedOutputTensor.newBuilder().setName("out_INT64"))
                .addOutputs(InferRequestedOutputTensor.newBuilder().setName("out_BOOL"));
        for (TensorSpec spec : network.signature().inputs()) {
            request.addInputs(input(spec)).addRawInputContents(bytes(spec.type()));
        }

        // When
        ModelInferResponse answer = student.blocking().modelInfer(request.build());

        // Then
        assertThat(answer.getRawOutputContentsList()).containsExactly(bytes(TensorType.INT64), bytes(TensorType.BOOL));
    }

    @Test
    void refusesNumbersThatAreNotOfTheType() {
        // Given
        TensorSpec int8 = network.signature().input("in_INT8");
        TensorSpec uint8 = network.signature().input("in_UINT8");

        // When
        StatusRuntimeException signed = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> Contents.check(
                        InferTensorContents.newBuilder()
                                .addIntContents(1)
                                .addIntContents(-129)
                                .build(),
                        int8,
                        2,
                        "[2]"));
        StatusRuntimeException unsigned = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> Contents.check(
                        InferTensorContents.newBuilder().addUintContents(256).build(), uint8, 1, "[1]"));

        // Then
        assertThat(signed.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(signed.getStatus().getDescription())
                .isEqualTo("input 'in_INT8': element 1 is -129, which is no INT8");
        assertThat(unsigned.getStatus().getDescription())
                .isEqualTo("input 'in_UINT8': element 0 is 256, which is no UINT8");
    }

    private static ModelInferRequest.Builder request() {
        return ModelInferRequest.newBuilder().setModelName("student");
    }

    private static InferInputTensor.Builder input(TensorSpec spec) {
        return InferInputTensor.newBuilder()
                .setName(spec.name())
                .setDatatype(spec.type().name())
                .addShape(SAMPLES)
                .addShape(EchoNetwork.ELEMENTS);
    }

    private static ByteString bytes(TensorType type) {
        return ByteString.copyFrom(buffer(type));
    }

    private static ByteBuffer buffer(TensorType type) {
        ByteBuffer buffer = ByteBuffer.allocate(ELEMENTS * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < ELEMENTS; i++) {
            switch (type) {
                case BOOL -> buffer.put((byte) (i % 2));
                case UINT8 -> buffer.put((byte) (250 + i));
                case INT8 -> buffer.put((byte) (i - 3));
                case INT32 -> buffer.putInt(Integer.MAX_VALUE - i);
                case INT64 -> buffer.putLong(Long.MIN_VALUE + i);
                case FP16 -> buffer.putShort((short) (0x3c00 + i));
                case FP32 -> buffer.putFloat(i / 3f);
                case FP64 -> buffer.putDouble(i / 3.0);
            }
        }
        return buffer.flip();
    }
}
