package io.alambic.mapping;

import io.alambic.core.settings.InvalidSettingException;
import io.alambic.core.tensor.TensorType;
import io.alambic.mapping.schema.StubRegistry;
import io.alambic.testing.TextFixtures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;

/** Mappings of every format and of the costly steps, each with records that fit it. */
final class FuzzTargets {

    /** What a reader of images takes beyond the bytes of the file, as in {@code ImageFuzzTest}, and the text around the image. */
    private static final long IMAGE_MEMORY = 16L << 20;

    private static final Path IMAGES = Path.of("src", "test", "resources", "images");
    private static final int SCHEMA_ID = 7;
    private static final UUID SCHEMA_GUID = UUID.fromString("0195a3c2-1f5e-7c31-9c6b-52f0a7b1d2e4");
    private static final int GUID_BYTES = 17;
    private static final Schema READING = SchemaBuilder.record("Reading")
            .fields()
            .requiredString("id")
            .name("x")
            .type()
            .array()
            .items()
            .floatType()
            .noDefault()
            .endRecord();

    /** Reads one input, whatever it is. */
    @FunctionalInterface
    interface Reading {
        /**
         * Returns the samples of an input.
         *
         * @throws RefusedRecordException if it is refused
         */
        MappedSamples read(byte[] input) throws RefusedRecordException;
    }

    /**
     * A kind of input.
     *
     * @param name for messages
     * @param whole inputs that are samples
     * @param kept first bytes, which are changed in one of {@value #ID_CHANGED_EVERY} inputs only: ids of schemas, because one that is not known is
     *     asked for
     * @param memory most bytes that reading an input may take, beside those in proportion to it
     */
    record Target(String name, List<byte[]> whole, int kept, long memory, Reading reading) {

        private static final int ID_CHANGED_EVERY = 100;

        /** Returns a nearly valid input. */
        byte[] mutated(Random chance) {
            byte[] one = whole.get(chance.nextInt(whole.size()));
            if (kept == 0 || chance.nextInt(ID_CHANGED_EVERY) == 0) {
                return Mutation.of(one, chance);
            }
            byte[] changed = Mutation.of(Arrays.copyOfRange(one, kept, one.length), chance);
            return concatenated(Arrays.copyOf(one, kept), changed);
        }

        private static Target of(String name, RecordMapping mapping, byte[]... whole) {
            return new Target(name, List.of(whole), 0, 0, value -> mapping.map(SourceRecord.of(value, 0)));
        }
    }

    private FuzzTargets() {}

    /**
     * Returns all targets.
     *
     * @param folder for schemas and tokenizers
     */
    static List<Target> all(Path folder, StubRegistry registry) throws IOException {
        byte[] json = text(MappingFuzzTest.WHOLE);
        byte[] line = text(MappingFuzzTest.WHOLE.replace("\n", " "));
        byte[] lines = concatenated(line, text("\n"), line, text("\n"), line);
        List<Target> targets = new ArrayList<>(List.of(
                Target.of("JSON", MappingFuzzTest.mapping("json"), json),
                Target.of("JSON lines", MappingFuzzTest.mapping("json-lines"), lines),
                Target.of("JSON Schema", MappingFuzzTest.mapping("json-schema"), concatenated(confluentId(), json)),
                Target.of("Avro", SchemaFuzzTest.AVRO_ITEMS, SchemaFuzzTest.avroItem()),
                Target.of("Protobuf", SchemaFuzzTest.PROTOBUF_ITEMS, SchemaFuzzTest.protobufItem()),
                Target.of(
                        "bytes",
                        new Mapped()
                                .format("bytes")
                                .tensor("x", TensorType.UINT8, "A", ". | utf8")
                                .mapping(),
                        text("Café, 23 °C")),
                structuredEvents(),
                binaryEvents(),
                tokens(folder)));
        targets.addAll(registered(registry));
        targets.addAll(images());
        targets.addAll(List.of(fields(), conditions()));
        return targets;
    }

    private static Target structuredEvents() {
        RecordMapping mapping = new Mapped()
                .filter("type = plant.frame")
                .id("id")
                .time("time")
                .tensor("x", TensorType.UINT8, "2x2", "data_base64 | base64")
                .mapping();
        return Target.of("CloudEvents, structured", mapping, text("""
                {"specversion": "1.0", "type": "plant.frame", "source": "/line/3", "id": "17", "time": "2026-03-01T06:00:00Z", "data_base64": "AAEC/w=="}"""));
    }

    /** Type, id and time in the first lines of an input are headers, the fourth line is the key. */
    private static Target binaryEvents() {
        RecordMapping mapping = new Mapped()
                .filter("@header.ce_type = plant.reading")
                .id("@header.ce_id")
                .time("@header.ce_time")
                .tensor("x", TensorType.FP32, null, "size", "weight", "@key | hash(9)")
                .mapping();
        byte[] whole = text("plant.reading\n17\n2026-03-01T06:00:00Z\nline-3\n{\"size\": 2, \"weight\": 3}");
        return new Target("CloudEvents, binary", List.of(whole), 0, 0, input -> {
            List<byte[]> parts = new ArrayList<>();
            int from = 0;
            for (int at = 0; at < input.length && parts.size() < 4; at++) {
                if (input[at] == '\n') {
                    parts.add(Arrays.copyOfRange(input, from, at));
                    from = at + 1;
                }
            }
            byte[] value = Arrays.copyOfRange(input, from, input.length);
            List<String> names = List.of("ce_type", "ce_id", "ce_time");
            return mapping.map(new SourceRecord(
                    parts.size() < 4 ? null : parts.get(3),
                    value,
                    0,
                    name -> names.indexOf(name) < 0 || names.indexOf(name) >= parts.size()
                            ? null
                            : parts.get(names.indexOf(name))));
        });
    }

    private static Target tokens(Path folder) throws IOException {
        Path file = TextFixtures.tokenizer(folder.resolve("tokenizer.json"));
        RecordMapping mapping = new Mapped()
                .tensor("ids", TensorType.INT64, "T", "text | tokens(%s, 8)".formatted(file))
                .tensor("mask", TensorType.INT64, "T", "text | tokens(%s, 8, mask)".formatted(file))
                .mapping();
        return Target.of("tokens", mapping, text("{\"text\": \"a very good mail, Caf\\u00e9 today 🙂\"}"));
    }

    /** Avro with Confluent's id before the value, and with the id in a header, which is the beginning of an input. */
    private static List<Target> registered(StubRegistry registry) {
        registry.confluent(SCHEMA_ID, "AVRO", READING.toString(), "[]");
        registry.put("/schemas/guids/" + SCHEMA_GUID, StubRegistry.confluentAnswer("AVRO", READING.toString(), "[]"));
        RecordMapping mapping = new Mapped()
                .format("avro")
                .id("id")
                .tensor("x", TensorType.FP32, "T", "x")
                .schemas(new SchemaSettings(
                        Optional.empty(), Optional.empty(), Optional.of(registry.confluent(Duration.ofSeconds(20)))))
                .mapping();
        byte[] value = AvroBytes.record(READING, reading -> {
            reading.put("id", "e-17");
            reading.put("x", List.of(0.5f, -1f, 3f));
        });
        byte[] guid = ByteBuffer.allocate(GUID_BYTES)
                .put((byte) 1)
                .putLong(SCHEMA_GUID.getMostSignificantBits())
                .putLong(SCHEMA_GUID.getLeastSignificantBits())
                .array();
        return List.of(
                new Target(
                        "Avro, registered",
                        List.of(concatenated(confluentId(), value)),
                        confluentId().length,
                        0,
                        record -> mapping.map(SourceRecord.of(record, 0))),
                new Target(
                        "Avro, registered in a header", List.of(concatenated(guid, value)), guid.length, 0, input -> {
                            int end = Math.min(GUID_BYTES, input.length);
                            byte[] header = Arrays.copyOf(input, end);
                            return mapping.map(new SourceRecord(
                                    null,
                                    Arrays.copyOfRange(input, end, input.length),
                                    0,
                                    name -> name.equals("__value_schema_id") ? header : null));
                        }));
    }

    /** Images of some hundred pixels, as whole values and as text in JSON. */
    private static List<Target> images() throws IOException {
        List<byte[]> files = new ArrayList<>();
        for (String name : List.of("gray.jpg", "progressive.jpg", "palette.png", "photo.gif", "photo.bmp")) {
            files.add(Files.readAllBytes(IMAGES.resolve(name)));
        }
        RecordMapping values = new Mapped()
                .format("bytes")
                .tensor("x", TensorType.FP32, "3x8x8", ". | image(max-pixels=16384, mean=0.5, deviation=0.5)")
                .mapping();
        RecordMapping fields = new Mapped()
                .tensor("x", TensorType.UINT8, "8x8", "photo | image(max-pixels=16384)")
                .mapping();
        byte[] photo = text("{\"photo\": \"data:image/png;base64,%s\"}"
                .formatted(Base64.getEncoder().encodeToString(Files.readAllBytes(IMAGES.resolve("bits.png")))));
        return List.of(
                new Target("images", files, 0, IMAGE_MEMORY, value -> values.map(SourceRecord.of(value, 0))),
                new Target(
                        "images in JSON",
                        List.of(photo),
                        0,
                        IMAGE_MEMORY,
                        value -> fields.map(SourceRecord.of(value, 0))));
    }

    /** The input is the field of a tensor: an expression. */
    private static Target fields() {
        return new Target(
                "expressions",
                List.of(
                        text("size[*] | clip(0, 4) | scale(0.5) | list(4), $.gain | standardize(0.5, 2)"),
                        text("colour | one-hot(red, 'blue, or', *), ['colour'] | hash(9), at | iso | cyclic(day)"),
                        text("tokens[0] | default(3) | number, $.device | vocabulary(d1, *), @timestamp | scale(1e-3)"),
                        text(
                                "kind | hash-one-hot(8), @key | optional | hash(9), note.a[1].b | default('x') | hash(3)")),
                0,
                0,
                input -> configured(new Mapped()
                        .samples("items[*]")
                        .filter("kind = m")
                        .tensor("x", TensorType.FP32, null, new String(input, StandardCharsets.UTF_8))));
    }

    /** The first line of an input is the path of the samples, the second one a filter, the third one the time. */
    private static Target conditions() {
        return new Target(
                "conditions",
                List.of(
                        text("items[*]\nkind = m\nat | optional"),
                        text("$.items[*]\ncolour in (red, 'blue'), size exists\nat | iso"),
                        text("items[*]\n@header.x missing, tokens > 0\n@timestamp | millis")),
                0,
                0,
                input -> {
                    String[] lines = new String(input, StandardCharsets.UTF_8).split("\n", 3);
                    Mapped mapped = new Mapped().tensor("t", TensorType.INT64, "T", "tokens");
                    if (lines.length == 3) {
                        mapped.filter(lines[1]).time(lines[2]);
                    }
                    return configured(mapped.samples(lines[0]));
                });
    }

    /** Maps a record with settings that may be refused. */
    private static MappedSamples configured(Mapped settings) throws RefusedRecordException {
        RecordMapping mapping;
        try {
            mapping = settings.mapping();
        } catch (InvalidSettingException e) {
            throw new RefusedRecordException(RefusedRecordException.Kind.MISMATCH, 0, e.getMessage(), e);
        }
        return mapping.map(SourceRecord.of(text(MappingFuzzTest.WHOLE), 0));
    }

    private static byte[] confluentId() {
        return ByteBuffer.allocate(5).put((byte) 0).putInt(SCHEMA_ID).array();
    }

    private static byte[] concatenated(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
