package io.alambic.student.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.alambic.core.tensor.TensorType;
import io.alambic.inference.InferParameter;
import io.alambic.inference.InferTensorContents;
import io.alambic.inference.ModelInferRequest;
import io.alambic.mapping.MappingSettings;
import io.alambic.mapping.RecordMapping;
import io.alambic.mapping.SchemaSettings;
import io.alambic.mapping.SourceRecord;
import io.alambic.mapping.TensorMapping;
import io.alambic.mapping.schema.RegistryCredentials;
import io.alambic.mapping.schema.RegistryKind;
import io.alambic.mapping.schema.RegistrySettings;
import io.alambic.student.TinyTask;
import io.alambic.student.admission.RequestMemory;
import io.alambic.student.protocol.MappedRequest;
import io.alambic.student.protocol.Requests;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of records in a request. */
class RecordQuestionsTest {

    private static final int MOST_RECORDS = 4;
    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_123L);
    private static final String READINGS =
            "{\"readings\": [{\"pixels\": %1$s}, {\"pixels\": %1$s}]}".formatted(List.of(zeros()));

    private static final RequestMemory MEMORY = new RequestMemory(1 << 16);

    private static String zeros() {
        return "0, ".repeat(63) + "0";
    }

    private static MappedRequest map(RecordMapping mapping, ModelInferRequest request) {
        RecordQuestions questions = new RecordQuestions(
                mapping, TinyTask.STUDENT.signature().named(), MOST_RECORDS, InstantSource.fixed(NOW));
        try (RequestMemory.Reservation reservation = MEMORY.reserve(1)) {
            return questions.map(request, reservation);
        } finally {
            assertThat(MEMORY.reserved()).isZero();
        }
    }

    @Test
    void recordsBecomeTheTensorsThatTheStudentReads() {
        // Given
        float[] first = TinyRecords.image(1);
        float[] second = TinyRecords.image(2);

        // When
        MappedRequest mapped =
                map(TinyRecords.mapping(), TinyRecords.typed(TinyRecords.event(first), TinyRecords.event(second)));

        // Then
        assertThat(mapped.tensors().getInputsList())
                .containsExactly(Requests.input(2).build());
        assertThat(mapped.tensors().getRawInputContentsList())
                .containsExactly(
                        Requests.bytes(TinyRecords.mapped(first)).concat(Requests.bytes(TinyRecords.mapped(second))));
        assertThat(mapped.rawAnswer()).isFalse();
        assertThat(mapped.records())
                .extracting(record -> new String(record.value(), StandardCharsets.UTF_8))
                .containsExactly(TinyRecords.event(first), TinyRecords.event(second));
    }

    @Test
    void oneRecordMayBecomeSeveralSamples() {
        // When
        MappedRequest mapped =
                map(TinyRecords.mapping(Optional.of("readings[*]"), List.of()), TinyRecords.raw(READINGS));

        // Then
        assertThat(mapped.tensors().getInputs(0)).isEqualTo(Requests.input(2).build());
        assertThat(mapped.rawAnswer()).isTrue();
    }

    @Test
    void halfPrecisionBecomesWhatTheStudentReads() {
        // Given
        RecordMapping mapping = mapping(TensorType.FP16, List.of(), "pixels");
        float[] pixels = new float[64];
        pixels[1] = 0.1f;
        pixels[2] = -65504;

        // When
        MappedRequest mapped = map(mapping, TinyRecords.typed(TinyRecords.event(pixels)));

        // Then
        pixels[1] = 0.0999755859375f;
        assertThat(mapped.tensors().getInputs(0)).isEqualTo(Requests.input(1).build());
        assertThat(mapped.tensors().getRawInputContents(0)).isEqualTo(Requests.bytes(pixels));
    }

    private static RecordMapping mapping(TensorType type, List<String> filters, String... fields) {
        return RecordMapping.of(
                new MappingSettings(
                        "json",
                        Optional.empty(),
                        filters,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(new TensorMapping("image", type, Optional.of("1x8x8"), List.of(fields)))),
                1 << 20);
    }

    @Test
    void keyHeadersAndTimeAreParameters() {
        // Given
        RecordMapping mapping =
                mapping(TensorType.FP32, List.of("@header.ce_type = order"), "@key", "@timestamp", "pixels | list(62)");
        ModelInferRequest request =
                TinyRecords.typed("{\"pixels\": [%s]}".formatted("1, ".repeat(61) + "1")).toBuilder()
                        .putParameters(
                                "key",
                                InferParameter.newBuilder().setInt64Param(7).build())
                        .putParameters(
                                "header.ce_type",
                                InferParameter.newBuilder()
                                        .setStringParam("order")
                                        .build())
                        .build();

        // When
        MappedRequest now = map(mapping, request);
        MappedRequest then = map(
                mapping,
                request.toBuilder()
                        .putParameters(
                                "timestamp",
                                InferParameter.newBuilder().setInt64Param(1000).build())
                        .build());

        // Then
        assertThat(now.tensors().getRawInputContents(0).substring(0, 8))
                .isEqualTo(Requests.bytes(7, (float) NOW.toEpochMilli()));
        assertThat(then.tensors().getRawInputContents(0).substring(0, 8)).isEqualTo(Requests.bytes(7, 1000));
        SourceRecord record = now.records().get(0);
        assertThat(record.timestampMs()).isEqualTo(NOW.toEpochMilli());
        assertThat(record.headers().apply("ce_type")).asString().isEqualTo("order");
    }

    static Stream<Arguments> refused() {
        String image = TinyRecords.event(new float[64]);
        return Stream.of(
                Arguments.of(
                        Optional.empty(),
                        TinyRecords.typed("{\"kind\": \"test\", \"pixels\": []}"),
                        "input 'record': element 0: expected a sample, but the filter of the mapping leaves none"),
                Arguments.of(
                        Optional.of("readings[*]"),
                        TinyRecords.typed("{\"readings\": []}"),
                        "input 'record': element 0: expected a sample, but the record has none"),
                Arguments.of(
                        Optional.of("readings[*]"),
                        TinyRecords.typed(READINGS, READINGS),
                        "input 'record': element 0: expected one sample in each of 2 records, but it has 2: ask about it alone"),
                Arguments.of(
                        Optional.empty(),
                        TinyRecords.typed(image, "{\"pixels\": [1, 2]}"),
                        "input 'record': element 1: pixels: expected 64 values, but got 2"),
                Arguments.of(
                        Optional.of("readings[*]"),
                        TinyRecords.typed(READINGS.replace("}]}", "}, {\"pixels\": \"?\"}]}")),
                        "input 'record': element 0: readings[2].pixels: expected a number, but got text '?'"),
                Arguments.of(
                        Optional.empty(),
                        TinyRecords.typed("?"),
                        "input 'record': element 0: expected JSON, but in line 1, column"),
                Arguments.of(
                        Optional.empty(),
                        TinyRecords.typed(""),
                        "input 'record': element 0: expected JSON, but the value is empty"),
                Arguments.of(
                        Optional.empty(),
                        TinyRecords.typed(image, image, image, image, image),
                        "input 'record': at most 4 records in one request, but it has 5"),
                Arguments.of(
                        Optional.empty(),
                        TinyRecords.typed(image).toBuilder()
                                .addInputs(Requests.input(1))
                                .build(),
                        "input 'record': expected it alone, but the request has [record, image]"),
                Arguments.of(
                        Optional.empty(),
                        request(TinyRecords.input(1).setDatatype("FP32")),
                        "input 'record': expected datatype BYTES, but it is 'FP32'"),
                Arguments.of(
                        Optional.empty(),
                        request(TinyRecords.input(1).addShape(2)),
                        "input 'record': expected shape [-1] or [-1, 1], but it is [1, 2]"),
                Arguments.of(
                        Optional.empty(),
                        request(TinyRecords.input(2)
                                .addShape(1)
                                .setContents(InferTensorContents.newBuilder().addBytesContents(ByteString.EMPTY))),
                        "input 'record': shape [2, 1] takes 2 elements, but 1 came"),
                Arguments.of(
                        Optional.empty(),
                        request(TinyRecords.input(1)).toBuilder()
                                .addRawInputContents(ByteString.copyFrom(new byte[] {5, 0, 0, 0, 1}))
                                .build(),
                        "input 'record': expected 1 elements, each of which follows its length in 4 bytes, but the 5 bytes are"),
                Arguments.of(
                        Optional.empty(),
                        TinyRecords.typed(image).toBuilder()
                                .putParameters(
                                        "timestamp",
                                        InferParameter.newBuilder()
                                                .setStringParam("noon")
                                                .build())
                                .build(),
                        "parameter 'timestamp' must be milliseconds since the epoch, but is 'noon'"));
    }

    private static ModelInferRequest request(ModelInferRequest.InferInputTensor.Builder input) {
        return ModelInferRequest.newBuilder()
                .setModelName("student")
                .addInputs(input)
                .build();
    }

    @ParameterizedTest
    @MethodSource
    void refused(Optional<String> samples, ModelInferRequest request, String message) {
        // Given
        RecordMapping mapping = TinyRecords.mapping(samples, samples.isPresent() ? List.of() : List.of("kind != test"));

        // When, Then
        assertThatThrownBy(() -> map(mapping, request)).isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
            assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
            assertThat(e.getStatus().getDescription()).startsWith(message);
        });
    }

    @Test
    void recordsThatBecomeMoreThanTheMemoryHoldsAreRefused() {
        // Given
        String[] records = new String[MOST_RECORDS];
        java.util.Arrays.fill(records, TinyRecords.event(new float[64]) + " ".repeat(1 << 14));

        // When, Then
        assertThatThrownBy(() -> map(TinyRecords.mapping(), TinyRecords.typed(records)))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("bytes of memory");
    }

    @Test
    void aRecordWhoseSchemaNobodyTellsCanBeAskedAboutLater() throws IOException {
        // Given
        int nobody;
        try (ServerSocket free = new ServerSocket(0)) {
            nobody = free.getLocalPort();
        }
        RegistrySettings registry = new RegistrySettings(
                URI.create("http://localhost:" + nobody),
                RegistryKind.CONFLUENT,
                false,
                RegistryCredentials.NONE,
                Duration.ofMillis(300),
                10);
        RecordMapping mapping = RecordMapping.of(
                new MappingSettings(
                        "avro",
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(new TensorMapping("image", TensorType.FP32, Optional.of("1x8x8"), List.of("pixels"))),
                        new SchemaSettings(Optional.empty(), Optional.empty(), Optional.of(registry))),
                1 << 20);
        ModelInferRequest request = TinyRecords.raw("\u0000\u0000\u0000\u0000\u0007");
        RecordQuestions questions = new RecordQuestions(
                mapping, TinyTask.STUDENT.signature().named(), MOST_RECORDS, InstantSource.fixed(NOW));

        // When
        boolean mayWait = questions.mayWait(request);

        // Then
        assertThat(mayWait).isTrue();
        assertThat(questions.headers()).containsExactly("__value_schema_id");
        assertThatThrownBy(() -> map(mapping, request))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        refused -> assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE))
                .hasMessageEndingWith("the schema registry that knows the record's schema does not answer at present");
    }
}
