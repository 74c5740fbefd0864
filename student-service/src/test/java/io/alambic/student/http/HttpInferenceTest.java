package io.alambic.student.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.student.Recorder;
import io.alambic.student.TinyTask;
import io.alambic.student.grpc.GrpcStudent;
import io.alambic.student.grpc.OpenStreams;
import io.alambic.student.grpc.Serving;
import io.alambic.student.http.HttpInference.Request;
import io.alambic.student.protocol.Requests;
import io.alambic.student.registry.ServedModel;
import io.alambic.student.registry.ServedModels;
import io.alambic.testing.Memory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The REST half in front of a student that answers. */
class HttpInferenceTest {

    private static final long LARGEST = 16 << 20;

    private final ServedModels models = Serving.models();
    private GrpcStudent student;
    private HttpInference http;

    @BeforeEach
    void start() throws IOException {
        student = new GrpcStudent(
                Serving.settings(1, 8),
                TinyTask.STUDENT.signature(),
                models,
                new Recorder(),
                new OpenStreams(Serving.STREAMS));
        models.serve(new ServedModel(TinyTask.STUDENT.newNetwork(student.engine(), 3), 1, 1, 1));
        http = new HttpInference(() -> Optional.of(student.pipeline().api()), LARGEST);
    }

    @AfterEach
    void stop() throws Exception {
        student.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZIP", "x-gzip", "deflate", "raw deflate", "identity", ""})
    void readsABodyHoweverItIsCompressed(String coding) throws Exception {
        // Given
        byte[] json = json("0.5");

        // When
        HttpAnswer answer = infer(new Request("client", compressed(coding, json), coding.replace("raw ", ""), null));

        // Then
        assertThat(answer.code()).as(text(answer)).isEqualTo(200);
        assertThat(text(answer)).contains("\"name\":\"logits\"").doesNotContain("block1");
    }

    @Test
    void readsBinaryTensorsThatAreCompressedWithTheirJson() throws Exception {
        // Given
        byte[] json = ("{\"inputs\": [{\"name\": \"image\", \"shape\": [1, 1, 8, 8], \"datatype\": \"FP32\","
                        + " \"parameters\": {\"binary_data_size\": 256}}]}")
                .getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(json);
        Requests.bytes(TinyTask.image(1)).writeTo(body);

        // When
        HttpAnswer answer = infer(new Request("client", compressed("gzip", body.toByteArray()), "gzip", json.length));

        // Then
        assertThat(answer.code()).as(text(answer)).isEqualTo(200);
    }

    @Test
    void refusesOtherCodings() throws Exception {
        // When
        HttpAnswer answer = infer(new Request("client", json("0.5"), "br", null));

        // Then
        assertThat(answer.code()).isEqualTo(415);
        assertThat(text(answer)).contains("Content-Encoding 'br' is not read; gzip and deflate are");
    }

    @Test
    void refusesWhatIsNotCompressedAsItSays() throws Exception {
        // When
        HttpAnswer answer = infer(new Request("client", json("0.5"), "gzip", null));

        // Then
        assertThat(answer.code()).isEqualTo(400);
        assertThat(text(answer)).contains("the request is not compressed as gzip");
    }

    @Test
    void decompressesNoFurtherThanABodyMayBe() throws Exception {
        // Given
        byte[] bomb = compressed("gzip", new byte[20 << 20]);

        // When
        HttpAnswer answer = infer(new Request("client", bomb, "gzip", null));

        // Then
        assertThat(answer.code()).isEqualTo(400);
        assertThat(text(answer)).contains("16,777,216 bytes once it is decompressed");
        assertThat(student.pipeline().api().memory().reserved()).isZero();
    }

    @Test
    void expandsNoObjectsOfABodyFullOfThem() {
        // Given
        byte[] bomb = ("{\"inputs\": [" + "{},".repeat(5 << 20) + "{}]}").getBytes(StandardCharsets.UTF_8);

        // When
        Memory.requireInProportion(new byte[bomb.length / 64], () -> assertThat(
                        http.infer("student", "", new Request("client", bomb, null, null))
                                .toCompletableFuture()
                                .join()
                                .code())
                .isEqualTo(400));

        // Then
        assertThat(student.pipeline().api().memory().reserved()).isZero();
    }

    @Test
    void refusesANumberThatIsTooLargeForItsType() throws Exception {
        // When
        HttpAnswer answer = infer(new Request("client", json("1e39"), null, null));

        // Then
        assertThat(answer.code()).isEqualTo(400);
        assertThat(text(answer)).contains("input 'image': element 0 is not a finite number of its type");
    }

    @Test
    void answersNoTextWhereNumbersBelong() throws Exception {
        // When
        HttpAnswer answer = infer(new Request("client", json("3e38"), null, null));

        // Then
        assertThat(answer.code()).isEqualTo(400);
        assertThat(text(answer)).contains("which JSON does not have: ask for it as binary data");
    }

    private HttpAnswer infer(Request request) throws Exception {
        return http.infer("student", "", request).toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static byte[] json(String number) {
        String numbers = String.join(",", Collections.nCopies(64, number));
        return "{\"inputs\": [{\"name\": \"image\", \"shape\": [1, 1, 8, 8], \"datatype\": \"FP32\", \"data\": [%s]}]}"
                .formatted(numbers)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] compressed(String coding, byte[] body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out =
                switch (coding) {
                    case "gzip", "GZIP", "x-gzip" -> new GZIPOutputStream(bytes);
                    case "deflate" -> new DeflaterOutputStream(bytes);
                    case "raw deflate" -> new DeflaterOutputStream(bytes, new Deflater(9, true));
                    default -> bytes;
                }) {
            out.write(body);
        }
        return bytes.toByteArray();
    }

    private static String text(HttpAnswer answer) {
        return new String(answer.body().bytes(), StandardCharsets.UTF_8);
    }
}
