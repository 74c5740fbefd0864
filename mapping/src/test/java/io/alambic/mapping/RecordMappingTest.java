package io.alambic.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.core.tensor.TensorType;
import io.alambic.v1.SampleBatch;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecordMappingTest {

    private static final String EVENT = """
            {"id": "a7", "at": "2026-01-01T06:00:00Z", "kind": "measurement", "species": "lynx",
             "size": {"length": 2.5, "width": 4}, "colour": "green", "awake": true, "note": {"by": ["x", {"y": 1}]}}
            """;

    @Test
    void fieldsFollowEachOtherInOneTensor() throws RefusedRecordException {
        // When
        SampleBatch batch = Mapped.fields(
                        "size.length | scale(2)",
                        "size.width | standardize(3, 2)",
                        "colour | one-hot(red, green, *)",
                        "awake",
                        "age | default(7)",
                        "at | cyclic(day)")
                .batch(EVENT);

        // Then
        assertThat(Mapped.floats(batch)).containsExactly(5, 0.5f, 0, 1, 0, 1, 7, 1, (float) Math.cos(Math.PI / 2));
        assertThat(Mapped.shape(batch.getTensors(0))).containsExactly(1L, 9L);
    }

    @Test
    void nestedListsFillAShape() throws RefusedRecordException {
        // Given
        Mapped mapping = Mapped.shaped("1x2x3", "pixels");

        // When
        SampleBatch nested = mapping.batch("{\"pixels\": [[1, 2, 3], [4, 5.5, 6e0]]}");
        SampleBatch flat = mapping.batch("{\"pixels\": [1, 2, 3, 4, 5.5, 6]}");

        // Then
        assertThat(Mapped.floats(nested)).containsExactly(1, 2, 3, 4, 5.5f, 6);
        assertThat(nested).isEqualTo(flat);
        assertThat(Mapped.shape(nested.getTensors(0))).containsExactly(1L, 1L, 2L, 3L);
    }

    @Test
    void idTimeAndLabelComeFromTheRecord() throws RefusedRecordException {
        // When
        SampleBatch batch = Mapped.fields("size.width")
                .id("id")
                .time("at")
                .label(TensorType.INT32, null, "species | optional | vocabulary(cat, lynx)")
                .batch(EVENT);

        // Then
        assertThat(batch.getSampleIdsList()).containsExactly("a7");
        assertThat(batch.getEventTime().getSeconds()).isEqualTo(1_767_225_600 + 6 * 3600);
        assertThat(batch.getLabelsList()).containsExactly(1);
    }

    @Test
    void keyHeadersAndTimestampAreSourcesToo() throws RefusedRecordException {
        // When
        SampleBatch batch = Mapped.fields("@header.weight", "size.width", "@timestamp | millis | cyclic(day)")
                .key("k1")
                .header("weight", "0.25")
                .id("@key")
                .time("@timestamp")
                .batch(EVENT);

        // Then
        assertThat(Mapped.floats(batch)).containsExactly(0.25f, 4, 0, 1);
        assertThat(batch.getSampleIdsList()).containsExactly("k1");
        assertThat(batch.getEventTime().getSeconds()).isEqualTo(Mapped.TIMESTAMP / 1000);
    }

    @Test
    void aRecordHoldsSeveralSamples() throws RefusedRecordException {
        // When
        SampleBatch batch = Mapped.fields("x", "$.device.gain", "y")
                .samples("items[*]")
                .id("$.batch")
                .time("t | seconds")
                .batch("""
                        {"items": [{"x": 1, "y": 2, "t": 5}, {"y": 4, "x": 3, "t": 9.5}], "batch": 17, "device": {"gain": 10}}
                        """);

        // Then
        assertThat(Mapped.floats(batch)).containsExactly(1, 10, 2, 3, 10, 4);
        assertThat(batch.getSampleIdsList()).containsExactly("17/0", "17/1");
        assertThat(batch.getEventTime().getSeconds()).isEqualTo(9);
        assertThat(batch.getEventTime().getNanos()).isEqualTo(500_000_000);
    }

    @Test
    void theFilterLeavesSamplesOutAndCountsThem() throws RefusedRecordException {
        // Given
        Mapped mapping = Mapped.fields("x").samples("items[*]").filter("kind = m", "x >= 2");

        // When
        MappedSamples some = mapping.map(
                "{\"items\": [{\"x\": 5, \"kind\": \"m\"}, {\"kind\": \"other\"}, {\"x\": 1, \"kind\": \"m\"}]}");
        MappedSamples none = mapping.map("{\"items\": []}");

        // Then
        assertThat(Mapped.floats(some.batch())).containsExactly(5);
        assertThat(some.filtered()).isEqualTo(2);
        assertThat(none.isEmpty()).isTrue();
        assertThat(none.filtered()).isZero();
    }

    @Test
    void samplesKeepTheirPlacesWhateverTheFilterLeavesOut() throws RefusedRecordException {
        // Given
        Mapped mapping = Mapped.fields("x").samples("items[*]").id("$.batch").filter("kind = m");

        // When
        MappedSamples mapped = mapping.map(
                "{\"batch\": \"b\", \"items\": [{\"kind\": \"o\"}, {\"x\": 5, \"kind\": \"m\"}, {\"kind\": \"o\"}, {\"x\": 6, \"kind\": \"m\"}]}");

        // Then
        assertThat(mapped.places().stream()).containsExactly(1, 3);
        assertThat(mapped.isWhole()).isFalse();
        assertThat(mapped.batch().getSampleIdsList()).containsExactly("b/1", "b/3");
        assertThat(List.of(mapped.rowAt(0), mapped.rowAt(1), mapped.rowAt(3), mapped.rowAt(4)))
                .containsExactly(-1, 0, 1, -1);
    }

    @Test
    void aConditionOnTheRecordLeavesAllItsSamplesOut() throws RefusedRecordException {
        // Given
        Mapped mapping = Mapped.fields("x", "$.gain").samples("items[*]").filter("$.test missing");

        // When
        MappedSamples mapped = mapping.map("{\"items\": [{\"x\": 1}, {\"odd\": 1}], \"test\": true}");

        // Then
        assertThat(mapped.isEmpty()).isTrue();
        assertThat(mapped.filtered()).isEqualTo(2);
        assertThat(mapped.faults()).isEmpty();
    }

    @Test
    void whatARecordWithoutSamplesLacksDoesNotMatter() throws RefusedRecordException {
        // Given
        Mapped mapping = Mapped.fields("x", "$.gain").samples("items[*]").id("$.id");

        // When
        MappedSamples mapped = mapping.map("{\"items\": []}");

        // Then
        assertThat(mapped.isEmpty()).isTrue();
    }

    @Test
    void oneOddSampleCostsItselfOnly() throws RefusedRecordException {
        // When
        MappedSamples mapped = Mapped.fields("x")
                .samples("items[*]")
                .id("n")
                .map("{\"items\": [{\"x\": \"?\", \"n\": 1}, {\"x\": 3, \"n\": 2}, {\"n\": 3}, {\"x\": 4, \"n\": 4}]}");

        // Then
        assertThat(Mapped.floats(mapped.batch())).containsExactly(0, 3, 0, 4);
        assertThat(mapped.samples()).isEqualTo(4);
        assertThat(mapped.batch().getSampleIdsCount()).isEqualTo(4);
        assertThat(mapped.faults())
                .containsOnlyKeys(0, 2)
                .containsEntry(0, "items[0].x: expected a number, but got text '?'")
                .containsEntry(2, "items[2].x: expected a value, but it is missing");
    }

    @Test
    void anOpenDimensionHasTheSizeOfTheSample() throws RefusedRecordException {
        // Given
        Mapped mapping = new Mapped().tensor("ids", TensorType.INT64, "T", "tokens");

        // When
        SampleBatch batch = mapping.batch("{\"tokens\": [101, 7, 102]}");

        // Then
        assertThat(Mapped.longs(batch.getTensors(0))).containsExactly(101L, 7L, 102L);
        assertThat(Mapped.shape(batch.getTensors(0))).containsExactly(1L, 3L);
    }

    @Test
    void wildcardsGatherValuesOfEveryEntryAndOfEveryField() throws RefusedRecordException {
        // When
        SampleBatch batch = new Mapped()
                .tensor("a", TensorType.FP32, "3", "points[*].x | default(-1)")
                .tensor("b", TensorType.FP32, "2", "prices.*")
                .batch("{\"points\": [{\"x\": 1}, {\"y\": 5}, {\"x\": null}], \"prices\": {\"de\": 3, \"fr\": 4}}");

        // Then
        assertThat(Mapped.floats(batch.getTensors(0))).containsExactly(1, -1, -1);
        assertThat(Mapped.floats(batch.getTensors(1))).containsExactly(3, 4);
    }

    @Test
    void labelsOfOtherTasksAreATensor() throws RefusedRecordException {
        // When
        SampleBatch batch = Mapped.fields("x")
                .label(TensorType.FP32, "2", "targets | optional")
                .batch("{\"x\": 1, \"targets\": [0.5, null]}");

        // Then
        assertThat(Mapped.floats(batch.getLabelTensor())).containsExactly(0.5f, Float.NaN);
    }

    @Test
    void unknownLabelsAreNegative() throws RefusedRecordException {
        // Given
        Mapped mapping = Mapped.fields("x").label(TensorType.INT32, null, "y | optional");

        // When
        SampleBatch batch = mapping.batch("{\"x\": 1}");

        // Then
        assertThat(batch.getLabelsList()).containsExactly(-1);
    }

    @Test
    void jsonLinesAreSamples() throws RefusedRecordException {
        // When
        SampleBatch batch =
                Mapped.fields("x").format("json-lines").id("@key").key("k").batch("{\"x\": 1}\n{\"x\": 2}\n");

        // Then
        assertThat(Mapped.floats(batch)).containsExactly(1, 2);
        assertThat(batch.getSampleIdsList()).containsExactly("k/0", "k/1");
    }

    @Test
    void aTombstoneHoldsNoSamples() throws RefusedRecordException {
        // When
        MappedSamples mapped = Mapped.fields("x").mapping().map(SourceRecord.of(null, 0));

        // Then
        assertThat(mapped.isEmpty()).isTrue();
        assertThat(mapped.filtered()).isZero();
    }

    @Test
    void theSameRecordGivesTheSameBytesOnEveryThread() {
        // Given
        RecordMapping mapping =
                Mapped.fields("size.length", "colour | hash(64)").mapping();
        byte[] value = EVENT.getBytes(StandardCharsets.UTF_8);

        // When
        List<SampleBatch> batches = IntStream.range(0, 200)
                .parallel()
                .mapToObj(i -> map(mapping, value))
                .toList();

        // Then
        assertThat(batches).containsOnly(batches.get(0));
    }

    private static SampleBatch map(RecordMapping mapping, byte[] value) {
        try {
            return mapping.map(SourceRecord.of(value, 0)).batch();
        } catch (RefusedRecordException e) {
            throw new AssertionError(e);
        }
    }
}
