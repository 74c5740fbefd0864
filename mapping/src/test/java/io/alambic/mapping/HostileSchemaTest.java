package io.alambic.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.testing.Memory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Short records that declare much, schemas that call themselves, and schemas that grow: refused in little time and memory. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class HostileSchemaTest {

    @TempDir
    Path folder;

    private Mapped mapping(String format, String schema, String field) throws IOException {
        Path file = Files.writeString(
                folder.resolve(format.equals("avro") ? "s.avsc" : "s.proto"), schema.replace('\'', '"'));
        return Mapped.fields(field)
                .format(format)
                .schemas(new SchemaSettings(Optional.of(file), Optional.empty(), Optional.empty()));
    }

    private static void requireRefused(RecordMapping mapping, byte[] value, String message) {
        Memory.requireInProportion(value, () -> assertThatThrownBy(() -> mapping.map(SourceRecord.of(value, 0)))
                .isInstanceOf(RefusedRecordException.class)
                .hasMessageContaining(message));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'bytes'                                          | feffffff0f           | 2147483647 bytes, but 0 are left",
                "'string'                                         | feffffffffffffffff01 | bytes, but 0 are left",
                "'string'                                         | 01                   | -1 bytes, but 0 are left",
                "{'type':'array','items':'null'}                  | feffffffffffffffff01 | values that take no bytes",
                "{'type':'array','items':'null'}                  | ffffffffffffffffff0100 | more entries than a number can say",
                "{'type':'map','values':'null'}                   | feffffff0f           | ends in the middle",
                "{'type':'array','items':{'type':'record','name':'E','fields':[]}} | feffffff0f | values that take no bytes",
                "{'type':'fixed','name':'F','size':2000000000}    | 00                   | 2000000000 bytes begins, of which 1",
                "{'type':'record','name':'R','fields':[{'name':'x','type':'R'}]} | `` | at most 64 lists and objects",
                "{'type':'array','items':'int'}                   | 02ffffffffffffffffffffff | more than 10 bytes",
                "{'type':'bytes','logicalType':'decimal','precision':900,'scale':2} | ce02 | bytes, but 0 are left",
            })
    void anAvroRecordThatDeclaresMoreThanItHasIsRefused(String schema, String hex, String message) throws IOException {
        // Given
        RecordMapping wanted = mapping("avro", schema, ".").mapping();
        RecordMapping skipped = mapping(
                        "avro",
                        "{'type':'record','name':'Z','fields':[{'name':'s','type':%s},{'name':'x','type':'int'}]}"
                                .formatted(schema),
                        "x")
                .mapping();
        byte[] value = HexFormat.of().parseHex(hex);

        // When, then
        requireRefused(wanted, value, message);
        requireRefused(skipped, value, "");
    }

    @Test
    void aSchemaThatDoublesWithEachLevelIsReadNoFurtherThanItsLimit() throws IOException {
        // Given
        StringBuilder schema = new StringBuilder("{'type':'record','name':'R0','fields':[{'name':'x','type':'null'}]}");
        for (int level = 1; level < 60; level++) {
            String below = schema.toString();
            schema.setLength(0);
            schema.append("{'type':'record','name':'R%d','fields':[{'name':'a','type':%s},{'name':'b','type':'R%d'}]}"
                    .formatted(level, below, level - 1));
        }

        // When, then
        assertThatThrownBy(() -> mapping("avro", schema.toString(), "no").map(new byte[0]))
                .hasMessageContaining("values that take no bytes");
        assertThatThrownBy(() -> mapping("avro", schema.toString(), "b.b.b.no").map(new byte[0]))
                .hasMessageContaining("values that take no bytes");
    }

    @Test
    void aDecimalOfAMillionDigitsIsRefused() throws IOException {
        // Given
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        value.write(new byte[] {(byte) 0x80, (byte) 0x89, 0x7a});
        value.write(new byte[1_000_000]);

        // When, then
        requireRefused(
                mapping("avro", "{'type':'bytes','logicalType':'decimal','precision':2000000}", ".")
                        .mapping(),
                value.toByteArray(),
                "a decimal of at most 166 bytes, but got 1000000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0affffffff0f | bytes begins, of which 0",
                "0affffffffffffffffff01 | bytes begins, of which 0",
                "13           | ends in the middle",
                "14           | wire type 4",
                "07           | number of a field",
                "00           | number of a field",
                "0d00         | 4 bytes begins",
                "0b0b0b0b     | ends in the middle",
                "ffffffffffffffffffffffff | more than 10 bytes",
            })
    void aMessageThatDeclaresMoreThanItHasIsRefused(String hex, String message) throws IOException {
        // Given
        RecordMapping mapping = mapping("protobuf", "syntax='proto3'; message A { string x = 1; }", "x | hash(9)")
                .mapping();

        // When, then
        requireRefused(mapping, HexFormat.of().parseHex(hex), message);
    }

    @Test
    void messagesInMessagesHaveALimitAndWhatNobodyWantsHasNone() throws IOException, RefusedRecordException {
        // Given
        byte[] value = {16, 1};
        for (int depth = 0; depth < 200; depth++) {
            ByteArrayOutputStream around = new ByteArrayOutputStream();
            around.write(10);
            around.write(
                    value.length < 128
                            ? new byte[] {(byte) value.length}
                            : new byte[] {(byte) (value.length | 128), (byte) (value.length >> 7)});
            around.write(value);
            around.write(new byte[] {16, 1});
            value = around.toByteArray();
        }
        String schema = "syntax='proto3'; message A { A a = 1; int32 x = 2; }";
        byte[] deep = value;

        // When
        MappedSamples mapped = mapping("protobuf", schema, "x").map(deep);
        ThrowingCallable tooDeep =
                () -> mapping("protobuf", schema, "a.".repeat(64) + "x").map(deep);

        // Then
        assertThat(Mapped.floats(mapped.batch())).containsExactly(1);
        assertThatThrownBy(tooDeep)
                .isInstanceOf(RefusedRecordException.class)
                .hasMessageContaining("at most 64 lists and objects");
    }

    @Test
    void aMillionEmptyMessagesTakeMemoryInProportion() throws IOException {
        // Given
        StringBuilder schema = new StringBuilder("syntax='proto3'; message A { repeated B b = 1; } message B { ");
        for (int field = 1; field <= 300; field++) {
            schema.append("int32 f%d = %d; ".formatted(field, field));
        }
        byte[] value = new byte[1_000_000];
        for (int i = 0; i < value.length; i += 2) {
            value[i] = 10;
        }

        // When, then
        requireRefused(mapping("protobuf", schema + "}", "b[*].f1 | list(2)").mapping(), value, "");
    }

    @Test
    void aTextThatIsNotUtf8IsRefused() throws IOException {
        requireRefused(
                mapping("avro", "'string'", ". | hash(9)").mapping(), new byte[] {2, -1}, "expected Avro, but: ");
        requireRefused(
                mapping("protobuf", "syntax='proto3'; message A { string x = 1; }", "x | hash(9)")
                        .mapping(),
                new byte[] {10, 1, -1},
                "expected Protobuf, but: ");
    }

    @ParameterizedTest
    @CsvSource({
        "avro, '{\"type\":\"array\",\"items\":', '\"int\"', '}'",
        "protobuf, 'message A { ', 'int32 x = 1;', ' }'"
    })
    void aSchemaOfEndlessBracketsIsRefused(String format, String begin, String within, String end) {
        // Given
        String schema = begin.repeat(5000) + within + end.repeat(5000);

        // When
        ThrowingCallable open = () -> mapping(format, schema, "x").mapping();

        // Then
        assertThatThrownBy(open).hasMessageContaining("at most 200 brackets in each other");
        assertThat(schema.getBytes(StandardCharsets.UTF_8)).isNotEmpty();
    }
}
