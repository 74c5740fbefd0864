package io.alambic.student.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.inference.ModelConfig;
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
import org.junit.jupiter.params.provider.CsvSource;
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip | gzip",
                "deflate | deflate",
                "deflate, gzip;q=0.5 | deflate",
                "br, gzip;q=0.2, deflate; q=0.7 | deflate",
                "identity, gzip;q=0.5 |",
                "gzip;q=0 |",
                "br |",
                "|"
            })
    void answersInTheCodingThatTheClientLikesBest(String accepted, String coding) throws Exception {
        // Given
        byte[] request = json("0.5", 16, ", \"outputs\": [{\"name\": \"logits\"}, {\"name\": \"probabilities\"}]");
        HttpAnswer plain = infer(new Request("client", request, null, null));

        // When
        EncodedAnswer answer = http.infer("student", "", new Request("client", request, null, null), accepted)
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);

        // Then
        assertThat(answer.code()).isEqualTo(200);
        assertThat(answer.headers().get("Content-Encoding")).isEqualTo(coding);
        assertThat(decompressed(coding, answer.content()))
                .isEqualTo(plain.body().bytes());
    }

    @Test
    void aCompressedAnswerSaysHowMuchOfItIsJson() {
        // Given
        HttpAnswer binary = new HttpAnswer(200, new HttpBody(new byte[4096], 100));

        // When
        EncodedAnswer answer = EncodedAnswer.of(binary, "gzip");

        // Then
        assertThat(answer.headers())
                .containsEntry("Inference-Header-Content-Length", "100")
                .containsEntry("Content-Type", "application/octet-stream")
                .containsEntry("Content-Encoding", "gzip");
    }

    @Test
    void aSmallAnswerStaysAsItIs() {
        // When
        EncodedAnswer answer = EncodedAnswer.of(http.live(), "gzip");

        // Then
        assertThat(answer.headers()).doesNotContainKey("Content-Encoding");
        assertThat(answer.content()).isEqualTo(http.live().body().bytes());
    }

    @Test
    void describesHowTheModelIsServedInTheFormOfLoadGenerators() {
        // When
        HttpAnswer answer = http.config("student", "");

        // Then
        assertThat(text(answer))
                .startsWith("{\"name\":\"student\",\"platform\":\"djl_pytorch\",\"max_batch_size\":64,"
                        + "\"input\":[{\"name\":\"image\",\"data_type\":\"TYPE_FP32\",\"dims\":[1,8,8],\"optional\":false}],"
                        + "\"output\":[{")
                .contains("{\"name\":\"logits\",\"data_type\":\"TYPE_FP32\",\"dims\":[4]}")
                .endsWith("],\"dynamic_batching\":{\"preferred_batch_size\":[],\"max_queue_delay_microseconds\":0},"
                        + "\"backend\":\"djl\",\"model_transaction_policy\":{\"decoupled\":false}}");
    }

    @Test
    void aConfigurationNamesNoSchedulingThatTheModelLacks() {
        // When
        String json = JsonText.of(new MessageJson().of(ModelConfig.getDefaultInstance()));

        // Then
        assertThat(json).doesNotContain("dynamic_batching").contains("\"model_transaction_policy\"");
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
        return json(number, 1, "");
    }

    private static byte[] json(String number, int samples, String more) {
        String numbers = String.join(",", Collections.nCopies(samples * 64, number));
        return "{\"inputs\": [{\"name\": \"image\", \"shape\": [%d, 1, 8, 8], \"datatype\": \"FP32\", \"data\": [%s]}]%s}"
                .formatted(samples, numbers, more)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] decompressed(String coding, byte[] body) throws IOException {
        return coding == null
                ? body
                : ContentCoding.of(coding).orElseThrow().open(body).readAllBytes();
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
