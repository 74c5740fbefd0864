package io.alambic.student.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.CodedOutputStream;
import io.alambic.inference.ModelInferRequest;
import io.alambic.student.Recorder;
import io.alambic.student.TinyTask;
import io.alambic.student.protocol.Requests;
import io.alambic.student.registry.ServedModel;
import io.alambic.student.registry.ServedModels;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests whose bytes are few and whose objects would be many, over a real connection. */
class HostileRequestsTest {

    private static final int LARGEST = 15 << 20;

    private final ServedModels models = Serving.models();
    private GrpcStudent student;

    @BeforeEach
    void start() throws IOException {
        student = new GrpcStudent(
                Serving.limited(Serving.LIMITS),
                TinyTask.STUDENT.signature(),
                models,
                new Recorder(),
                new OpenStreams(Serving.STREAMS));
        models.serve(new ServedModel(TinyTask.STUDENT.newNetwork(student.engine(), 3), 1, 1, 1));
    }

    @AfterEach
    void stop() throws Exception {
        student.close();
    }

    static Stream<Arguments> hostile() throws IOException {
        int inputs = ModelInferRequest.INPUTS_FIELD_NUMBER;
        return Stream.of(
                Arguments.of("empty inputs", repeated(new byte[] {(byte) (inputs << 3 | 2), 0}), "more than 16,384"),
                Arguments.of("empty texts", repeated(new byte[] {(byte) (7 << 3 | 2), 0}), "more than 16,384"),
                Arguments.of("unknown fields", repeated(new byte[] {(byte) 0xf8, 0x7f, 0}), "more than 16,384"),
                Arguments.of("groups", repeated(new byte[] {15 << 3 | 3, 15 << 3 | 4}), "a group"),
                Arguments.of("small numbers", packed(), "bytes of memory once it is read"),
                Arguments.of("no message", new byte[] {(byte) 0xff, (byte) 0xff, 1}, "is no ModelInferRequest"));
    }

    @MethodSource("hostile")
    @ParameterizedTest(name = "{0}")
    void areRefusedBeforeTheyAreExpanded(String name, byte[] request, String reason) {
        // When
        StatusRuntimeException refused =
                catchThrowableOfType(StatusRuntimeException.class, () -> send(request, CallOptions.DEFAULT));

        // Then
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(refused.getStatus().getDescription()).contains(reason);
        assertThat(student.pipeline().api().memory().reserved()).isZero();
        assertThat(send(honest(), CallOptions.DEFAULT)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate"})
    void areRefusedThroughCompressionToo(String coding) throws IOException {
        // Given
        byte[] bomb = repeated(new byte[] {(byte) (ModelInferRequest.INPUTS_FIELD_NUMBER << 3 | 2), 0});

        // When
        StatusRuntimeException refused = catchThrowableOfType(
                StatusRuntimeException.class, () -> send(bomb, CallOptions.DEFAULT.withCompression(coding)));

        // Then
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(send(honest(), CallOptions.DEFAULT.withCompression(coding))).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate"})
    void areDecompressedNoFurtherThanAMessageMayBe(String coding) {
        // Given
        byte[] bomb = new byte[(16 << 20) + 1];

        // When
        StatusRuntimeException refused = catchThrowableOfType(
                StatusRuntimeException.class, () -> send(bomb, CallOptions.DEFAULT.withCompression(coding)));

        // Then
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(student.pipeline().api().memory().reserved()).isZero();
        assertThat(send(honest(), CallOptions.DEFAULT.withCompression(coding))).isNotEmpty();
    }

    @Test
    void areRefusedAtOnceWhileOthersTakeTheMemory() {
        // Given
        byte[] request = honest();

        // When
        StatusRuntimeException refused;
        try (var others = student.pipeline().api().memory().reserve(Serving.MEMORY)) {
            refused = catchThrowableOfType(StatusRuntimeException.class, () -> send(request, CallOptions.DEFAULT));
        }

        // Then
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(send(request, CallOptions.DEFAULT)).isNotEmpty();
    }

    private static byte[] honest() {
        return Requests.raw("student", 1, TinyTask.image(1)).toByteArray();
    }

    private static byte[] repeated(byte[] part) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (all.size() + part.length <= LARGEST) {
            all.write(part);
        }
        return all.toByteArray();
    }

    /** One input whose contents are integers of 64 bits, each of which takes one byte. */
    private static byte[] packed() throws IOException {
        return within(5, within(5, within(3, new byte[LARGEST - 64])));
    }

    private static byte[] within(int field, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeByteArray(field, content);
        out.flush();
        return bytes.toByteArray();
    }

    private byte[] send(byte[] request, CallOptions options) {
        MethodDescriptor<byte[], byte[]> method = MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName("inference.GRPCInferenceService/ModelInfer")
                .setRequestMarshaller(new Bytes())
                .setResponseMarshaller(new Bytes())
                .build();
        return ClientCalls.blockingUnaryCall(student.channel(), method, options, request);
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
