package io.alambic.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.core.settings.InvalidSettingException;
import io.alambic.core.tensor.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AvroRecordTest {

    private static final String READING = """
            {"type": "record", "name": "Reading", "namespace": "plant", "fields": [
              {"name": "id", "type": "string"},
              {"name": "size", "type": {"type": "array", "items": "float"}},
              {"name": "state", "type": ["null", {"type": "enum", "name": "State", "symbols": ["IDLE", "WORN"]}]},
              {"name": "extra", "type": {"type": "map", "values": "long"}},
              {"name": "inner", "type": {"type": "record", "name": "Inner", "fields": [
                {"name": "flag", "type": "boolean"}, {"name": "raw", "type": "bytes"},
                {"name": "code", "type": {"type": "fixed", "name": "Code", "size": 2}}]}},
              {"name": "weight", "type": "double"}]}
            """;

    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("schema.avsc"), text);
    }

    private static byte[] reading() {
        Schema schema = AvroBytes.schema(READING);
        Schema inner = schema.getField("inner").schema();
        return AvroBytes.record(schema, reading -> {
            GenericData.Record within = new GenericData.Record(inner);
            within.put("flag", true);
            within.put("raw", ByteBuffer.wrap(new byte[] {1, 2, 3}));
            within.put("code", new GenericData.Fixed(inner.getField("code").schema(), new byte[] {4, 5}));
            reading.put("id", "a-1");
            reading.put("size", List.of(1f, 2.5f));
            reading.put(
                    "state",
                    new GenericData.EnumSymbol(
                            schema.getField("state").schema().getTypes().get(1), "WORN"));
            reading.put("extra", Map.of("n", Long.MIN_VALUE));
            reading.put("inner", within);
            reading.put("weight", 0.1);
        });
    }

    @Test
    void aRecordIsAnObjectOfItsFields() throws IOException {
        // When
        String json = Tokens.json("avro", file(READING), reading());

        // Then
        assertThat(json).isEqualTo("""
                        {"id":"a-1","size":[1.0,2.5],"state":"WORN","extra":{"n":-9223372036854775808},\
                        "inner":{"flag":true,"raw":"AQID","code":"BAU="},"weight":0.1}""");
    }

    @Test
    void fieldsThatNobodyWantsArePassed() throws IOException, RefusedRecordException {
        // When
        MappedSamples mapped = Mapped.fields("weight", "state | one-hot(IDLE, WORN)")
                .format("avro")
                .id("id")
                .schemas(new SchemaSettings(Optional.of(file(READING)), Optional.empty(), Optional.empty()))
                .map(reading());

        // Then
        assertThat(Mapped.floats(mapped.batch())).containsExactly(0.1f, 0, 1);
        assertThat(mapped.batch().getSampleIdsList()).containsExactly("a-1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'int','logicalType':'date'}                       | 20513               | \"2026-03-01\"",
                "{'type':'long','logicalType':'timestamp-millis'}          | 1772344800000       | \"2026-03-01T06:00:00Z\"",
                "{'type':'long','logicalType':'timestamp-micros'}          | 1772344800000001    | \"2026-03-01T06:00:00.000001Z\"",
                "{'type':'long','logicalType':'timestamp-nanos'}           | 1772344800000000001 | \"2026-03-01T06:00:00.000000001Z\"",
                "{'type':'long','logicalType':'timestamp-millis'}          | -1                  | \"1969-12-31T23:59:59.999Z\"",
                "{'type':'long','logicalType':'local-timestamp-millis'}    | 1772344800000       | \"2026-03-01T06:00\"",
                "{'type':'int','logicalType':'time-millis'}                | 5                   | 5",
                "{'type':'long','logicalType':'no-such-type'}              | 6                   | 6",
                "{'type':'bytes','logicalType':'decimal','precision':9,'scale':2} | bytes:fe0c   | -5.00",
                "{'type':'fixed','name':'D','size':2,'logicalType':'decimal','precision':4,'scale':3} | fixed:04d2 | 1.234",
                "{'type':'fixed','name':'U','size':16,'logicalType':'uuid'} | fixed:00112233445566778899aabbccddeeff | \"00112233-4455-6677-8899-aabbccddeeff\"",
                "{'type':'string','logicalType':'uuid'}                    | text                | \"text\"",
            })
    void logicalTypesAreWhatTheyMean(String type, String value, String expected) throws IOException {
        // Given
        Schema schema = AvroBytes.schema(type.replace('\'', '"'));
        Object written =
                switch (schema.getType()) {
                    case INT -> Integer.valueOf(value);
                    case LONG -> Long.valueOf(value);
                    case BYTES -> ByteBuffer.wrap(hex(value));
                    case FIXED -> new GenericData.Fixed(schema, hex(value));
                    default -> value;
                };

        // When
        String json = Tokens.json("avro", file(schema.toString()), AvroBytes.of(schema, written));

        // Then
        assertThat(json).isEqualTo(expected);
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.substring(text.indexOf(':') + 1));
    }

    @Test
    void aTimeOfTheRecordIsItsEventTime() throws IOException, RefusedRecordException {
        // Given
        String text =
                "{'type':'record','name':'R','fields':[{'name':'at','type':{'type':'long','logicalType':'timestamp-micros'}},"
                        .concat("{'name':'x','type':'int'}]}")
                        .replace('\'', '"');
        byte[] value = AvroBytes.record(AvroBytes.schema(text), reading -> {
            reading.put("at", 1_772_344_800_123_456L);
            reading.put("x", 7);
        });

        // When
        MappedSamples mapped = new Mapped()
                .tensor("x", TensorType.INT64, "", "x")
                .time("at")
                .format("avro")
                .schemas(new SchemaSettings(Optional.of(file(text)), Optional.empty(), Optional.empty()))
                .map(value);

        // Then
        assertThat(mapped.batch().getEventTime().getNanos()).isEqualTo(123_000_000);
        assertThat(Mapped.longs(mapped.batch().getTensors(0))).containsExactly(7L);
    }

    @Test
    void aRecordThatIsCutOffAnywhereIsRefused() throws IOException {
        // Given
        Path schema = file(READING);

        for (int length = 0; length < reading().length; length++) {
            byte[] cut = Arrays.copyOf(reading(), length);

            // When
            ThrowingCallable read = () -> Tokens.json("avro", schema, cut);

            // Then
            assertThatThrownBy(read).as("%d bytes", length).isInstanceOf(IOException.class);
        }
    }

    @Test
    void bytesBehindTheRecordAreRefused() throws IOException {
        // Given
        byte[] longer = Arrays.copyOf(reading(), reading().length + 3);
        Mapped mapping = Mapped.fields("weight")
                .format("avro")
                .schemas(new SchemaSettings(Optional.of(file(READING)), Optional.empty(), Optional.empty()));

        // When
        ThrowingCallable map = () -> mapping.map(longer);

        // Then
        assertThatThrownBy(map)
                .isInstanceOfSatisfying(RefusedRecordException.class, refused -> assertThat(refused.kind())
                        .isEqualTo(RefusedRecordException.Kind.MALFORMED))
                .hasMessage("expected Avro, but: 3 bytes follow the record; it was written with another schema");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'recrd'}                     | alambic.mapping.schema: expected a schema of Avro, but:",
                "syntax = 'proto3';                   | alambic.mapping.schema: expected a schema of Avro, but:",
                "''                                   | alambic.mapping.schema: expected a schema of Avro, but:",
            })
    void aFileWithoutASchemaIsRefusedAtTheStart(String text, String message) throws IOException {
        // Given
        Path schema = file(text.replace('\'', '"'));

        // When
        ThrowingCallable open = () -> Tokens.json("avro", schema, new byte[0]);

        // Then
        assertThatThrownBy(open).isInstanceOf(InvalidSettingException.class).hasMessageStartingWith(message);
    }

    @Test
    void aFormatWithASchemaNeedsOneSourceOfIt() {
        // When
        ThrowingCallable open = () -> Tokens.json("avro", SchemaSettings.NONE, new byte[0]);

        // Then
        assertThatThrownBy(open)
                .hasMessage("alambic.mapping.schema: expected a file with the schema, or alambic.mapping.registry.url,"
                        + " but got neither");
    }

    @ParameterizedTest
    @CsvSource({"NaN, NaN", "Infinity, a larger one"})
    void aNumberThatIsNotFiniteIsAFaultOfTheSample(double number, String told) throws IOException {
        // Given
        Mapped mapping = Mapped.fields(".")
                .format("avro")
                .schemas(new SchemaSettings(Optional.of(file("\"double\"")), Optional.empty(), Optional.empty()));
        byte[] value = AvroBytes.of(AvroBytes.schema("\"double\""), number);

        // When
        ThrowingCallable map = () -> mapping.map(value);

        // Then
        assertThatThrownBy(map)
                .isInstanceOfSatisfying(RefusedRecordException.class, refused -> assertThat(refused.kind())
                        .isEqualTo(RefusedRecordException.Kind.MISMATCH))
                .hasMessage("the record: expected a number that FP32 can hold, but got " + told);
    }
}
