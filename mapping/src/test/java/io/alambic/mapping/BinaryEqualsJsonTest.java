package io.alambic.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import io.alambic.core.tensor.TensorType;
import io.alambic.mapping.format.protobuf.ProtobufBytes;
import io.alambic.v1.SampleBatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;

/** A record of Avro or Protobuf, as their own libraries write it, becomes the same samples, bit for bit, as the JSON of the same values. */
class BinaryEqualsJsonTest {

    private static final String AVRO = """
            {"type": "record", "name": "Batch", "fields": [
              {"name": "source", "type": ["null", "string"]},
              {"name": "items", "type": {"type": "array", "items": {"type": "record", "name": "Item", "fields": [
                {"name": "id", "type": "string"},
                {"name": "note", "type": {"type": "map", "values": "string"}},
                {"name": "size", "type": {"type": "array", "items": "float"}},
                {"name": "whole", "type": "long"},
                {"name": "small", "type": "int"},
                {"name": "inner", "type": {"type": "record", "name": "Inner", "fields": [
                  {"name": "skipped", "type": {"type": "array", "items": "double"}}, {"name": "precise", "type": "double"}]}},
                {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["RED", "BLUE"]}},
                {"name": "sure", "type": "boolean"},
                {"name": "label", "type": ["int", "null"]}]}}}]}
            """;
    private static final String PROTO = """
            syntax = "proto3";
            message Batch { optional string source = 9; repeated Item items = 1; }
            message Item {
              string id = 1; map<string, string> note = 2; repeated float size = 3; sint64 whole = 4; int32 small = 5; Inner inner = 6; Kind kind = 7;
              bool sure = 8; optional int32 label = 9;
            }
            message Inner { repeated double skipped = 1; double precise = 2; }
            enum Kind { RED = 0; BLUE = 1; }
            """;

    /**
     * An item.
     *
     * @param size two finite numbers
     * @param precise finite
     * @param label null if there is none
     */
    record Item(
            String id,
            List<Float> size,
            long whole,
            int small,
            double precise,
            boolean blue,
            boolean sure,
            Integer label) {

        String json() {
            return """
                    {"id": "%s", "note": {"a": "%s"}, "size": %s, "whole": %d, "small": %d, "inner": {"skipped": [%s], "precise": %s},
                     "kind": "%s", "sure": %s, "label": %s}""".formatted(id, id, size, whole, small, precise, precise, kind(), sure, label);
        }

        String kind() {
            return blue ? "BLUE" : "RED";
        }

        GenericData.Record avro(Schema schema) {
            Schema kinds = schema.getField("kind").schema();
            GenericData.Record within =
                    new GenericData.Record(schema.getField("inner").schema());
            within.put("skipped", List.of(precise));
            within.put("precise", precise);
            GenericData.Record item = new GenericData.Record(schema);
            item.put("id", id);
            item.put("note", Map.of("a", id));
            item.put("size", size);
            item.put("whole", whole);
            item.put("small", small);
            item.put("inner", within);
            item.put("kind", new GenericData.EnumSymbol(kinds, kind()));
            item.put("sure", sure);
            item.put("label", label);
            return item;
        }

        DynamicMessage protobuf(Descriptor type) {
            Descriptor note = type.findFieldByName("note").getMessageType();
            Descriptor inner = type.findFieldByName("inner").getMessageType();
            DynamicMessage.Builder item = DynamicMessage.newBuilder(type)
                    .setField(type.findFieldByName("id"), id)
                    .addRepeatedField(
                            type.findFieldByName("note"),
                            DynamicMessage.newBuilder(note)
                                    .setField(note.findFieldByName("key"), "a")
                                    .setField(note.findFieldByName("value"), id)
                                    .build())
                    .setField(type.findFieldByName("size"), size)
                    .setField(type.findFieldByName("whole"), whole)
                    .setField(type.findFieldByName("small"), small)
                    .setField(
                            type.findFieldByName("inner"),
                            DynamicMessage.newBuilder(inner)
                                    .addRepeatedField(inner.findFieldByName("skipped"), precise)
                                    .setField(inner.findFieldByName("precise"), precise)
                                    .build())
                    .setField(
                            type.findFieldByName("kind"),
                            type.findFieldByName("kind").getEnumType().findValueByName(kind()))
                    .setField(type.findFieldByName("sure"), sure);
            if (label != null) {
                item.setField(type.findFieldByName("label"), label);
            }
            return item.build();
        }
    }

    private final RecordMapping json = mapping("json", null, null);
    private final RecordMapping avro = mapping("avro", AVRO, "batch.avsc");
    private final RecordMapping protobuf = mapping("protobuf", PROTO, "batch.proto");
    private final Schema schema = AvroBytes.schema(AVRO);
    private final Descriptor batch;

    BinaryEqualsJsonTest() throws IOException {
        batch = ProtobufBytes.message(PROTO, "Batch");
    }

    private static RecordMapping mapping(String format, String schema, String file) {
        Mapped mapped = new Mapped()
                .format(format)
                .samples("items[*]")
                .id("id")
                .filter("sure = true")
                .label(TensorType.INT32, null, "label | optional")
                .tensor("size", TensorType.FP32, "2", "size")
                .tensor("whole", TensorType.INT64, "", "whole")
                .tensor("precise", TensorType.FP64, "", "inner.precise")
                .tensor(
                        "others",
                        TensorType.FP32,
                        null,
                        "small | scale(0.1)",
                        "kind | one-hot(RED, BLUE)",
                        "note.a | hash(100)",
                        "$.source | default(none) | hash(9)");
        try {
            Path folder = Files.createTempDirectory("schema");
            if (schema != null) {
                Path path = Files.writeString(folder.resolve(file), schema);
                mapped.schemas(new SchemaSettings(Optional.of(path), Optional.empty(), Optional.empty()));
                RecordMapping made = mapped.mapping();
                Files.delete(path);
                Files.delete(folder);
                return made;
            }
            Files.delete(folder);
            return mapped.mapping();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Property(tries = 300)
    void theSameValuesBecomeTheSameSamples(@ForAll("items") List<Item> items, @ForAll("sources") String source)
            throws RefusedRecordException {
        // Given
        String text = items.stream()
                .map(Item::json)
                .collect(Collectors.joining(
                        ",",
                        "{\"source\": %s, \"items\": [".formatted(source == null ? null : '"' + source + '"'),
                        "]}"));
        Schema item = schema.getField("items").schema().getElementType();
        byte[] avroBytes = AvroBytes.record(schema, record -> {
            record.put("source", source);
            record.put("items", items.stream().map(each -> each.avro(item)).toList());
        });
        DynamicMessage.Builder message = DynamicMessage.newBuilder(batch);
        items.forEach(each -> message.addRepeatedField(
                batch.findFieldByName("items"),
                each.protobuf(batch.findFieldByName("items").getMessageType())));
        if (source != null) {
            message.setField(batch.findFieldByName("source"), source);
        }

        // When
        SampleBatch expected = map(json, text.getBytes(StandardCharsets.UTF_8));
        SampleBatch ofAvro = map(avro, avroBytes);
        SampleBatch ofProtobuf = map(protobuf, message.build().toByteArray());

        // Then
        assertThat(ofAvro).isEqualTo(expected);
        assertThat(ofProtobuf).isEqualTo(expected);
    }

    private static SampleBatch map(RecordMapping mapping, byte[] value) throws RefusedRecordException {
        return mapping.map(SourceRecord.of(value, 0)).batch();
    }

    @Provide
    Arbitrary<String> sources() {
        return Arbitraries.strings().alpha().ofMaxLength(5).injectNull(0.3);
    }

    @Provide
    Arbitrary<List<Item>> items() {
        Arbitrary<List<Float>> size = Arbitraries.integers()
                .map(Float::intBitsToFloat)
                .filter(number -> Float.isFinite(number))
                .list()
                .ofSize(2);
        Arbitrary<Double> precise =
                Arbitraries.longs().map(Double::longBitsToDouble).filter(number -> Double.isFinite(number));
        return Combinators.combine(
                        Arbitraries.strings()
                                .withCharRange('a', '\u00ff')
                                .ofMinLength(1)
                                .ofMaxLength(8),
                        size,
                        Arbitraries.longs(),
                        Arbitraries.integers(),
                        precise,
                        Arbitraries.of(true, false),
                        Arbitraries.frequencyOf(
                                Tuple.of(4, Arbitraries.just(true)), Tuple.of(1, Arbitraries.just(false))),
                        Arbitraries.integers().between(0, 9).injectNull(0.2))
                .as(Item::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }
}
