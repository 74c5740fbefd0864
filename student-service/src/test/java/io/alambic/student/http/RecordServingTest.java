package io.alambic.student.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alambic.inference.ModelConfigRequest;
import io.alambic.inference.ModelInferResponse;
import io.alambic.inference.ModelMetadataRequest;
import io.alambic.student.Recorder;
import io.alambic.student.TinyTask;
import io.alambic.student.grpc.GrpcStudent;
import io.alambic.student.grpc.OpenStreams;
import io.alambic.student.grpc.Serving;
import io.alambic.student.http.HttpInference.Request;
import io.alambic.student.protocol.Requests;
import io.alambic.student.records.TinyRecords;
import io.alambic.student.registry.ServedModel;
import io.alambic.student.registry.ServedModels;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A student that is asked about records answers what it answers about their tensors, over each protocol. */
class RecordServingTest {

    private static final float[] IMAGE = TinyRecords.image(3);
    private static final String EVENT = TinyRecords.event(IMAGE);

    private final ServedModels models = Serving.models();
    private final Recorder recorder = new Recorder();
    private GrpcStudent student;
    private HttpInference http;

    @BeforeEach
    void start() throws IOException {
        student = new GrpcStudent(
                Serving.mapped(TinyRecords.mapping()),
                TinyTask.STUDENT.signature(),
                models,
                recorder,
                new OpenStreams(Serving.STREAMS));
        models.serve(new ServedModel(TinyTask.STUDENT.newNetwork(student.engine(), 3), 1, 1, 1));
        http = new HttpInference(() -> Optional.of(student.pipeline().api()), 16 << 20);
    }

    @AfterEach
    void stop() throws Exception {
        student.close();
    }

    private float[] answerAboutTensors(int samples) {
        float[] one = TinyRecords.mapped(IMAGE);
        float[] all = new float[samples * one.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = one[i % one.length];
        }
        return Requests.numbers(student.blocking().modelInfer(Requests.raw("student", samples, all)));
    }

    @Test
    void aRecordIsAnsweredAsItsTensorsAre() {
        // When
        ModelInferResponse raw = student.blocking().modelInfer(TinyRecords.raw(EVENT));
        ModelInferResponse typed = student.blocking().modelInfer(TinyRecords.typed(EVENT, EVENT));
        // larger than what is mapped at once
        ModelInferResponse large = student.blocking().modelInfer(TinyRecords.raw(EVENT + " ".repeat(100_000)));

        // Then
        float[] expected = answerAboutTensors(1);
        assertThat(Requests.numbers(raw)).isEqualTo(expected);
        assertThat(raw.getRawOutputContentsCount()).isPositive();
        assertThat(Requests.numbers(large)).isEqualTo(expected);
        assertThat(typed.getRawOutputContentsCount()).isZero();
        assertThat(typed.getOutputs(0).getShapeList()).containsExactly(2L, 4L);
        assertThat(Requests.numbers(typed)).isEqualTo(answerAboutTensors(2));
    }

    @Test
    void metadataAndConfigurationNameTheRecord() {
        // When
        var metadata = student.blocking()
                .modelMetadata(
                        ModelMetadataRequest.newBuilder().setName("student").build());
        var config = student.blocking()
                .modelConfig(ModelConfigRequest.newBuilder().setName("student").build())
                .getConfig();

        // Then
        assertThat(metadata.getInputsList()).singleElement().satisfies(input -> {
            assertThat(input.getName()).isEqualTo("record");
            assertThat(input.getDatatype()).isEqualTo("BYTES");
            assertThat(input.getShapeList()).containsExactly(-1L, 1L);
        });
        assertThat(config.getInputList()).singleElement().satisfies(input -> {
            assertThat(input.getName()).isEqualTo("record");
            assertThat(input.getDataType()).hasToString("TYPE_STRING");
            assertThat(input.getDimsList()).containsExactly(1L);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EVENT",
                "{\"inputs\": [{\"name\": \"record\", \"shape\": [1], \"datatype\": \"BYTES\", \"data\": [TEXT]}]}",
                "{\"inputs\": [{\"name\": \"record\", \"shape\": [1, 1], \"datatype\": \"BYTES\", \"data\": [ [ EVENT ] ]}]}",
            })
    void overHttpTheEventIsTheBodyOrAnElement(String form) throws Exception {
        // Given
        String text = new ObjectMapper().writeValueAsString(EVENT);

        // When
        HttpAnswer answer = infer(form.replace("EVENT", EVENT).replace("TEXT", text));

        // Then
        assertThat(answer.code()).as(text(answer)).isEqualTo(200);
        JsonNode outputs = new ObjectMapper().readTree(text(answer)).get("outputs");
        float[] expected = answerAboutTensors(1);
        for (int i = 0; i < expected.length; i++) {
            assertThat((float) outputs.get(0).get("data").get(i).doubleValue()).isEqualTo(expected[i]);
        }
    }

    @Test
    void anEventThatHasInputsItselfIsToldByTheLengthOfItsJson() throws Exception {
        // Given
        byte[] event = EVENT.replace("{\"kind\"", "{\"inputs\": [], \"kind\"").getBytes(StandardCharsets.UTF_8);

        // When
        HttpAnswer request = infer(new Request("client", event, null, null));
        HttpAnswer record = infer(new Request("client", event, null, 0));

        // Then
        assertThat(request.code()).isEqualTo(400);
        assertThat(record.code()).as(text(record)).isEqualTo(200);
    }

    @Test
    void aRecordThatCannotBeMappedIsRefusedAndCounted() throws Exception {
        // When
        HttpAnswer overHttp = infer("{\"pixels\": [1, true]}");

        // Then
        assertThat(overHttp.code()).isEqualTo(400);
        assertThat(text(overHttp))
                .isEqualTo("{\"error\":\"input 'record': element 0: pixels: expected 64 values, but got 2\"}");
        assertThatThrownBy(() -> student.blocking().modelInfer(TinyRecords.typed("[]")))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT));
        recorder.await("both calls", seen -> seen.codes().size() == 2);
        assertThat(recorder.codes()).containsExactly(Status.Code.INVALID_ARGUMENT, Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void theQueryAndHeadersAreParametersOfTheRecord() {
        // When
        var request = JsonRecords.request(
                "student",
                "",
                EVENT.getBytes(StandardCharsets.UTF_8),
                Map.of("key", "007", "timestamp", "12", "feedback", "false"),
                java.util.Set.of("ce_type", "source", "absent"),
                Map.of("ce-type", "order", "source", "shop")::get);

        // Then
        assertThat(request.getParametersOrThrow("key").getStringParam()).isEqualTo("007");
        assertThat(request.getParametersOrThrow("timestamp").getInt64Param()).isEqualTo(12);
        assertThat(request.getParametersOrThrow("feedback").hasBoolParam()).isTrue();
        assertThat(request.getParametersOrThrow("header.ce_type").getStringParam())
                .isEqualTo("order");
        assertThat(request.getParametersOrThrow("header.source").getStringParam())
                .isEqualTo("shop");
        assertThat(request.getParametersMap()).doesNotContainKey("header.absent");
    }

    private HttpAnswer infer(String body) throws Exception {
        return infer(new Request("client", body.getBytes(StandardCharsets.UTF_8), null, null));
    }

    private HttpAnswer infer(Request request) throws Exception {
        return http.infer("student", "", request).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static String text(HttpAnswer answer) {
        return new String(answer.body().bytes(), StandardCharsets.UTF_8);
    }
}
