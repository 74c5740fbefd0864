package io.alambic.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.alambic.core.tensor.TensorType;
import io.alambic.testing.Memory;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes a record holds, it becomes samples or is refused with a reason, in memory that they account for. */
class MappingFuzzTest {

    static final String WHOLE = """
            {"device": "d1", "gain": 0.5, "items": [
              {"id": "a", "at": "2026-01-01T00:00:00Z", "kind": "m", "size": [[1, 2], [3e0, -4.5]], "colour": "red", "tokens": [1, 2]},
              {"id": 7, "at": "2026-01-02", "kind": "m", "size": [5, 6, 7, 8], "colour": "blue", "tokens": [3, 4]},
              {"id": "c", "kind": "other", "note": {"a": [1, {"b": null}], "\\u00e4": true}}]}
            """;

    private final RecordMapping mapping = mapping("json");

    /** Returns a mapping of records like {@link #WHOLE}. */
    static RecordMapping mapping(String format) {
        return new Mapped()
                .format(format)
                .tensor("x", TensorType.FP32, "2x2", "size")
                .tensor(
                        "c",
                        TensorType.INT8,
                        null,
                        "colour | one-hot(red, blue)",
                        "$.gain | scale(10)",
                        "$.device | hash(9)")
                .tensor("t", TensorType.INT64, "T", "tokens")
                .samples("items[*]")
                .filter("kind = m")
                .id("id")
                .time("at | optional")
                .mapping();
    }

    static Stream<byte[]> values() {
        return Stream.of(WHOLE, "[]", "{\"items\": [{}, 5, [], null]}", "{\"items\": {\"0\": {}}}")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("values")
    @FuzzTest
    void everyRecordIsMappedOrRefused(byte[] value) {
        Memory.requireInProportion(value, () -> requireSamplesOrRefusal(value));
    }

    private void requireSamplesOrRefusal(byte[] value) {
        try {
            MappedSamples mapped = mapping.map(SourceRecord.of(value, 0));
            assertThat(mapped.batch().getTensorsList()).allMatch(tensor -> tensor.getShape(0) == mapped.samples());
            assertThat(mapped.faults().size()).isLessThanOrEqualTo(mapped.samples());
        } catch (RefusedRecordException e) {
            assertThat(e.kind()).isNotNull();
            assertThat(e).message().isNotBlank();
        }
    }
}
