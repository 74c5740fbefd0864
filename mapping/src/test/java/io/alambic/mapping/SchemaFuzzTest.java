package io.alambic.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.TextFormat;
import io.alambic.core.tensor.TensorType;
import io.alambic.mapping.format.protobuf.ProtobufBytes;
import io.alambic.testing.Memory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes a record of Avro or Protobuf holds, it becomes samples or is refused with a reason, in memory that they account for. */
class SchemaFuzzTest {

    private static final String AVRO = """
            {"type": "record", "name": "Item", "fields": [
              {"name": "id", "type": "string"},
              {"name": "at", "type": ["null", {"type": "long", "logicalType": "timestamp-micros"}]},
              {"name": "size", "type": {"type": "array", "items": ["double", "int", {"type": "bytes", "logicalType": "decimal", "precision": 9}]}},
              {"name": "nulls", "type": {"type": "array", "items": "null"}},
              {"name": "more", "type": {"type": "map", "values": ["string", "Item"]}},
              {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["A", "B"]}},
              {"name": "next", "type": ["null", "Item"]}]}
            """;
    private static final String PROTO = """
            syntax = "proto2";
            import "google/protobuf/timestamp.proto";
            import "google/protobuf/wrappers.proto";
            message Item {
              optional string id = 1;
              optional google.protobuf.Timestamp at = 2;
              repeated double size = 3;
              repeated google.protobuf.DoubleValue nulls = 4;
              map<string, Item> more = 5;
              optional Kind kind = 6;
              optional Item next = 7;
              repeated group Part = 8 { optional bytes raw = 1; repeated Item items = 2; }
              enum Kind { A = 0; B = 1; }
            }
            """;

    static final RecordMapping AVRO_ITEMS = mapping("avro", "item.avsc", AVRO);
    static final RecordMapping PROTOBUF_ITEMS = mapping("protobuf", "item.proto", PROTO);

    private static RecordMapping mapping(String format, String file, String schema) {
        try {
            Path path = Files.writeString(Files.createTempDirectory("schema").resolve(file), schema);
            return new Mapped()
                    .format(format)
                    .tensor("size", TensorType.FP32, "T", "size")
                    .tensor(
                            "kind",
                            TensorType.FP32,
                            null,
                            "kind | optional | vocabulary(A, B, *)",
                            "next.next.id | optional | hash(9)",
                            "more.a.id | optional | hash(9)")
                    .id("id")
                    .time("at | optional")
                    .schemas(new SchemaSettings(Optional.of(path), Optional.empty(), Optional.empty()))
                    .mapping();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] avroItem() {
        Schema schema = AvroBytes.schema(AVRO);
        GenericData.Record last = item(schema, null, Map.of("x", "y"));
        return AvroBytes.of(schema, item(schema, item(schema, last, Map.of()), Map.of("a", last, "b", "text")));
    }

    private static GenericData.Record item(Schema schema, GenericData.Record next, Map<String, Object> more) {
        GenericData.Record item = new GenericData.Record(schema);
        item.put("id", "e-1");
        item.put("at", 1_772_344_800_000_000L);
        item.put("size", List.of(1.5, 2, ByteBuffer.wrap(new byte[] {3, 4})));
        item.put("nulls", Arrays.asList(null, null));
        item.put("more", more);
        item.put("kind", new GenericData.EnumSymbol(schema.getField("kind").schema(), "B"));
        item.put("next", next);
        return item;
    }

    static byte[] protobufItem() throws IOException {
        return ProtobufBytes.of(PROTO, "Item", item -> TextFormat.merge("""
                id: "e-1" at {seconds: 5} size: [1, 2] nulls {} nulls {value: 3} more {key: "a" value {size: [1, 2]}} kind: B
                next {next {id: "x"}} Part {raw: "abc" items {id: "y"}} Part {}""", item));
    }

    static Stream<byte[]> values() throws IOException {
        return Stream.of(avroItem(), protobufItem(), new byte[0], new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1});
    }

    @MethodSource("values")
    @FuzzTest
    void everyRecordIsMappedOrRefused(byte[] value) {
        Memory.requireInProportion(value, () -> requireSamplesOrRefusal(AVRO_ITEMS, value));
        Memory.requireInProportion(value, () -> requireSamplesOrRefusal(PROTOBUF_ITEMS, value));
    }

    @Test
    void wholeRecordsAreMapped() throws IOException, RefusedRecordException {
        // When
        MappedSamples ofAvro = AVRO_ITEMS.map(SourceRecord.of(avroItem(), 0));
        MappedSamples ofProtobuf = PROTOBUF_ITEMS.map(SourceRecord.of(protobufItem(), 0));

        // Then
        assertThat(ofAvro.batch().getTensors(0).getShapeList()).containsExactly(1L, 3L);
        assertThat(ofProtobuf.batch().getTensors(0).getShapeList()).containsExactly(1L, 2L);
    }

    private static void requireSamplesOrRefusal(RecordMapping mapping, byte[] value) {
        try {
            MappedSamples mapped = mapping.map(SourceRecord.of(value, 0));
            assertThat(mapped.batch().getTensorsList()).allMatch(tensor -> tensor.getShape(0) == mapped.samples());
        } catch (RefusedRecordException e) {
            assertThat(e.kind()).isNotNull();
            assertThat(e).message().isNotBlank();
        }
    }
}
