package io.alambic.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.TextFormat;
import io.alambic.mapping.format.protobuf.ProtobufBytes;
import io.alambic.mapping.schema.RegistrySettings;
import io.alambic.mapping.schema.StubRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records name their schemas as the serializers of both kinds of registry do. */
class FramedRecordTest {

    private static final String V2 = "/apis/registry/v2";
    private static final String V3 = "/apis/registry/v3";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Schema FIRST =
            SchemaBuilder.record("R").fields().requiredFloat("x").endRecord();
    private static final Schema SECOND = SchemaBuilder.record("R")
            .fields()
            .requiredString("note")
            .requiredDouble("x")
            .requiredInt("y")
            .endRecord();

    private static final String PROTO = """
            syntax = "proto3";
            package plant;
            import "part.proto";
            message Other { int32 a = 1; message Deep { float x = 1; } }
            message Reading { float x = 1; Part part = 2; }
            """;
    private static final String PART = "syntax = \"proto3\"; package plant; message Part { int32 n = 1; }";

    private StubRegistry registry;

    @BeforeEach
    void startsARegistry() throws IOException {
        registry = new StubRegistry();
    }

    @AfterEach
    void stopsIt() {
        registry.close();
    }

    private Mapped mapping(String format, String path) {
        RegistrySettings settings = registry.settings(path, PATIENCE, 100);
        return Mapped.fields("x")
                .format(format)
                .schemas(new SchemaSettings(Optional.empty(), Optional.empty(), Optional.of(settings)));
    }

    private static byte[] first() {
        return AvroBytes.record(FIRST, record -> record.put("x", 1.5f));
    }

    private static byte[] reading() throws IOException {
        return ProtobufBytes.of(
                PROTO.replace("import \"part.proto\";", PART.substring(PART.indexOf("message"))),
                "Reading",
                message -> TextFormat.merge("x: 1.5 part { n: 3 }", message));
    }

    private static byte[] framed(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer all = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }

    private static byte[] id4(int id) {
        return ByteBuffer.allocate(5).put((byte) 0).putInt(id).array();
    }

    private static byte[] id8(long id) {
        return ByteBuffer.allocate(9).put((byte) 0).putLong(id).array();
    }

    private static byte[] id(long id) {
        return ByteBuffer.allocate(8).putLong(id).array();
    }

    private static byte[] guid(UUID id) {
        return ByteBuffer.allocate(17)
                .put((byte) 1)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    private static void requireX(MappedSamples mapped) {
        assertThat(Mapped.floats(mapped.batch())).containsExactly(1.5f);
    }

    @Test
    void confluentsIdStandsBeforeTheValue() throws RefusedRecordException {
        // Given
        registry.confluent(7, "AVRO", FIRST.toString(), "[]");

        // When
        MappedSamples mapped = mapping("avro", "").map(framed(id4(7), first()));

        // Then
        requireX(mapped);
        assertThat(registry.asked()).containsExactly("/schemas/ids/7");
    }

    @Test
    void confluentsGuidStandsInAHeader() throws RefusedRecordException {
        // Given
        UUID guid = UUID.fromString("0d6b2b2e-3f4a-4c1e-9d55-3c8f3a2f1b00");
        registry.put("/schemas/guids/" + guid, StubRegistry.confluentAnswer("AVRO", FIRST.toString(), "[]"));

        // When
        MappedSamples mapped =
                mapping("avro", "").header("__value_schema_id", guid(guid)).map(first());

        // Then
        requireX(mapped);
    }

    @ParameterizedTest
    @CsvSource({V2 + ", globalIds", V3 + ", contentIds"})
    void apicuriosIdStandsBeforeTheValueInFourOrEightBytes(String path, String kind) throws RefusedRecordException {
        // Given
        registry.put(path + "/ids/" + kind + "/9", FIRST.toString());

        // When
        MappedSamples four = mapping("avro", path).map(framed(id4(9), first()));
        MappedSamples eight = mapping("avro", path).map(framed(id8(9), first()));

        // Then
        requireX(four);
        requireX(eight);
    }

    @ParameterizedTest
    @CsvSource({
        V2 + ", globalIds, apicurio.value.globalId",
        V3 + ", globalIds, apicurio.value.globalId",
        V2 + ", contentIds, apicurio.value.contentId",
        V3 + ", contentIds, apicurio.value.contentId",
    })
    void apicuriosIdStandsInAHeader(String path, String kind, String header) throws RefusedRecordException {
        // Given
        registry.put(path + "/ids/" + kind + "/9", FIRST.toString());

        // When
        MappedSamples mapped = mapping("avro", path).header(header, id(9)).map(first());

        // Then
        requireX(mapped);
    }

    @Test
    void confluentsMessagesOfProtobufAreNamedByTheirPlace() throws IOException, RefusedRecordException {
        // Given
        registry.confluent(
                3, "PROTOBUF", PROTO, "[{\"name\": \"part.proto\", \"subject\": \"a part/1\", \"version\": 2}]");
        registry.put(
                "/subjects/a%20part%2F1/versions/2?deleted=true", StubRegistry.confluentAnswer("PROTOBUF", PART, "[]"));
        byte[] deep = {13, 0, 0, (byte) 0xc0, 0x3f};

        // When
        MappedSamples second = mapping("protobuf", "").map(framed(id4(3), new byte[] {2, 2}, reading()));
        MappedSamples nested = mapping("protobuf", "").map(framed(id4(3), new byte[] {4, 0, 0}, deep));
        ThrowingCallable beyond = () -> mapping("protobuf", "").map(framed(id4(3), new byte[] {2, 8}, deep));

        // Then
        requireX(second);
        requireX(nested);
        assertThatThrownBy(beyond)
                .hasMessage("expected Protobuf, but: expected the index of one of 2 messages of the schema, but got 4");
    }

    @Test
    void confluentsFirstMessageIsASingleZeroAndMayStandInTheHeader() throws RefusedRecordException {
        // Given
        UUID guid = UUID.fromString("0d6b2b2e-3f4a-4c1e-9d55-3c8f3a2f1b00");
        String schema = "syntax = \"proto3\"; message A { float x = 1; }";
        registry.confluent(4, "PROTOBUF", schema, "[]");
        registry.put("/schemas/guids/" + guid, StubRegistry.confluentAnswer("PROTOBUF", schema, "[]"));
        byte[] value = {13, 0, 0, (byte) 0xc0, 0x3f};

        // When
        MappedSamples before = mapping("protobuf", "").map(framed(id4(4), new byte[] {0}, value));
        MappedSamples header = mapping("protobuf", "")
                .header("__value_schema_id", framed(guid(guid), new byte[] {0}))
                .map(value);

        // Then
        requireX(before);
        requireX(header);
    }

    @ParameterizedTest
    @CsvSource({V2 + ", ''", V3 + ", /content"})
    void apicuriosMessagesOfProtobufAreNamedBeforeTheValueOrInAHeader(String path, String content)
            throws IOException, RefusedRecordException {
        // Given
        String kind = path.equals(V2) ? "/ids/globalIds/5" : "/ids/contentIds/5";
        registry.put(path + kind, PROTO)
                .put(path + kind + "/references", """
                        [{"groupId": null, "artifactId": "part", "version": "1", "name": "part.proto"}]""")
                .put(path + "/groups/default/artifacts/part/versions/1" + content, PART);
        byte[] name = "Reading".getBytes(StandardCharsets.UTF_8);
        byte[] reference = framed(new byte[] {9, 10, 7}, name);

        // When
        MappedSamples before = mapping("protobuf", path).map(framed(id4(5), reference, reading()));
        MappedSamples header = mapping("protobuf", path)
                .header(path.equals(V2) ? "apicurio.value.globalId" : "apicurio.value.contentId", id(5))
                .header("apicurio.protobuf.type", name)
                .map(reading());

        // Then
        requireX(before);
        requireX(header);
    }

    @ParameterizedTest
    @CsvSource({"0000000007, 5", "000000000000000007, 9", "'', 0"})
    void jsonNeedsNoRegistry(String id, int length) throws RefusedRecordException {
        // Given
        byte[] before = HexFormat.of().parseHex(id);

        // When
        MappedSamples mapped = Mapped.fields("x")
                .format("json-schema")
                .map(framed(before, "{\"x\": 1.5}".getBytes(StandardCharsets.UTF_8)));

        // Then
        assertThat(before).hasSize(length);
        requireX(mapped);
    }

    @Test
    void schemasChangeWhileRecordsCome() throws RefusedRecordException {
        // Given
        registry.confluent(1, "AVRO", FIRST.toString(), "[]");
        RecordMapping mapping = mapping("avro", "").mapping();
        SourceRecord old = SourceRecord.of(framed(id4(1), first()), 0);
        requireX(mapping.map(old));

        // When
        registry.confluent(2, "AVRO", SECOND.toString(), "[]");
        SourceRecord changed = SourceRecord.of(
                framed(id4(2), AvroBytes.record(SECOND, record -> {
                    record.put("note", "n");
                    record.put("x", 1.5);
                    record.put("y", 2);
                })),
                0);
        MappedSamples newer = mapping.map(changed);
        MappedSamples older = mapping.map(old);

        // Then
        requireX(newer);
        requireX(older);
        assertThat(registry.asked()).as("each is asked for once").containsExactly("/schemas/ids/1", "/schemas/ids/2");
    }

    @Test
    void schemasOfAvroMayReferToOthers() throws RefusedRecordException {
        // Given
        registry.confluent(1, "AVRO", """
                {"type": "record", "name": "R", "fields": [{"name": "x", "type": "float"}, {"name": "in", "type": "plant.Inner"}]}""", """
                [{"name": "plant.Inner", "subject": "inner", "version": 1}]""");
        registry.put("/subjects/inner/versions/1?deleted=true", StubRegistry.confluentAnswer("AVRO", """
                        {"type": "record", "name": "Inner", "namespace": "plant", "fields": [{"name": "y", "type": "int"}]}""", "[]"));

        // When
        MappedSamples mapped = mapping("avro", "").map(framed(id4(1), first(), new byte[] {4}));

        // Then
        requireX(mapped);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''         | expected the id of a schema before the value, but there are only 0 bytes",
                "00         | expected the id of a schema before the value, but there are only 1 bytes",
                "00000000   | expected the id of a schema before the value, but there are only 4 bytes",
                "7b7d000000 | expected the byte 0 and the id of a schema before the value, but it begins with byte 123",
                "01aa       | expected the id of a schema before the value, but there are only 2 bytes",
                "0000000063 | the registry knows no schema of id 99",
                "0000000008 | the schema of id 8 cannot be read: expected a schema of Avro, but: ",
                "0000000007 | it ends in the middle of a value",
            })
    void aRecordWithoutAKnownSchemaIsRefused(String value, String message) {
        // Given
        registry.confluent(7, "AVRO", "\"boolean\"", "[]").confluent(8, "JSON", "{\"type\": \"object\"}", "[]");

        // When
        ThrowingCallable map = () -> mapping("avro", "").map(HexFormat.of().parseHex(value));

        // Then
        assertThatThrownBy(map)
                .isInstanceOfSatisfying(RefusedRecordException.class, refused -> assertThat(refused.kind())
                        .isEqualTo(RefusedRecordException.Kind.MALFORMED))
                .hasMessageStartingWith("expected Avro, but: " + message);
    }

    @ParameterizedTest
    @CsvSource({V2 + ", global id", V3 + ", content id"})
    void aRecordOfAnIdThatApicurioDoesNotKnowIsRefused(String path, String id) {
        // When
        ThrowingCallable map = () -> mapping("avro", path).map(framed(id4(99), first()));

        // Then
        assertThatThrownBy(map)
                .isInstanceOf(RefusedRecordException.class)
                .hasMessage("expected Avro, but: the registry knows no schema of %s 99".formatted(id));
    }
}
