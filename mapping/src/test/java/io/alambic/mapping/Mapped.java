package io.alambic.mapping;

import io.alambic.core.tensor.TensorType;
import io.alambic.v1.SampleBatch;
import io.alambic.v1.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Builds mappings for tests, and maps JSON. */
final class Mapped {

    static final int MAX_BYTES = 1 << 20;
    static final long TIMESTAMP = 1_767_225_600_000L;

    private String format = "json";
    private Optional<String> samples = Optional.empty();
    private List<String> filters = List.of();
    private Optional<String> id = Optional.empty();
    private Optional<String> time = Optional.empty();
    private Optional<TensorMapping> label = Optional.empty();
    private final List<TensorMapping> tensors = new ArrayList<>();
    private final Map<String, byte[]> headers = new LinkedHashMap<>();
    private byte[] key;
    private int maxBytes = MAX_BYTES;
    private SchemaSettings schemas = SchemaSettings.NONE;

    static Mapped fields(String... fields) {
        return new Mapped().tensor("x", TensorType.FP32, null, fields);
    }

    static Mapped shaped(String shape, String... fields) {
        return new Mapped().tensor("x", TensorType.FP32, shape, fields);
    }

    Mapped tensor(String name, TensorType type, String shape, String... fields) {
        tensors.add(new TensorMapping(name, type, Optional.ofNullable(shape), List.of(fields)));
        return this;
    }

    Mapped format(String name) {
        format = name;
        return this;
    }

    Mapped samples(String path) {
        samples = Optional.of(path);
        return this;
    }

    Mapped filter(String... conditions) {
        filters = List.of(conditions);
        return this;
    }

    Mapped id(String source) {
        id = Optional.of(source);
        return this;
    }

    Mapped time(String expression) {
        time = Optional.of(expression);
        return this;
    }

    Mapped label(TensorType type, String shape, String... fields) {
        label = Optional.of(new TensorMapping("label", type, Optional.ofNullable(shape), List.of(fields)));
        return this;
    }

    Mapped key(String text) {
        key = text.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    Mapped header(String name, String text) {
        headers.put(name, text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    Mapped header(String name, byte[] value) {
        headers.put(name, value);
        return this;
    }

    Mapped schemas(SchemaSettings settings) {
        schemas = settings;
        return this;
    }

    Mapped maxBytes(int bytes) {
        maxBytes = bytes;
        return this;
    }

    RecordMapping mapping() {
        return RecordMapping.of(
                new MappingSettings(format, samples, filters, id, time, label, tensors, schemas), maxBytes);
    }

    MappedSamples map(String json) throws RefusedRecordException {
        return map(json.getBytes(StandardCharsets.UTF_8));
    }

    MappedSamples map(byte[] value) throws RefusedRecordException {
        return mapping().map(new SourceRecord(key, value, TIMESTAMP, headers::get));
    }

    SampleBatch batch(String json) throws RefusedRecordException {
        return map(json).batch();
    }

    static float[] floats(SampleBatch batch) {
        return floats(batch.getTensors(0));
    }

    static float[] floats(Tensor tensor) {
        ByteBuffer data = tensor.getData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        float[] floats = new float[data.remaining() / Float.BYTES];
        data.asFloatBuffer().get(floats);
        return floats;
    }

    static List<Long> shape(Tensor tensor) {
        return tensor.getShapeList();
    }

    /** Returns the bytes of a tensor, 0 to 255, with spaces between them. */
    static String unsigned(Tensor tensor) {
        return IntStream.range(0, tensor.getData().size())
                .mapToObj(i -> Integer.toString(tensor.getData().byteAt(i) & 0xff))
                .collect(Collectors.joining(" "));
    }

    static List<Long> longs(Tensor tensor) {
        ByteBuffer data = tensor.getData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        long[] longs = new long[data.remaining() / Long.BYTES];
        data.asLongBuffer().get(longs);
        return Arrays.stream(longs).boxed().toList();
    }
}
