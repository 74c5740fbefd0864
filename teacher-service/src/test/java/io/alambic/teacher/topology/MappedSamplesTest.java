package io.alambic.teacher.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.core.tensor.TensorType;
import io.alambic.kafka.DeadLetter;
import io.alambic.mapping.MappingSettings;
import io.alambic.mapping.RecordMapping;
import io.alambic.mapping.TensorMapping;
import io.alambic.teacher.TinyModel;
import io.alambic.v1.Knowledge;
import io.alambic.v1.SampleBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JSON records are taught as the batches that a producer would make of the same values. */
class MappedSamplesTest {

    private static final RecordMapping MAPPING = RecordMapping.of(
            new MappingSettings(
                    "json",
                    Optional.of("images[*]"),
                    List.of("test missing"),
                    Optional.of("id"),
                    Optional.empty(),
                    Optional.of(new TensorMapping("label", TensorType.FP32, Optional.empty(), List.of("class"))),
                    List.of(new TensorMapping("image", TensorType.FP32, Optional.of("1x4x4"), List.of("pixels")))),
            1 << 20);

    @TempDir
    Path folder;

    @Test
    void jsonRecordsAreTaughtAsTheirTwins() throws IOException {
        try (TopologyBench mapped = new TopologyBench(folder.resolve("json"), MAPPING);
                TopologyBench plain = new TopologyBench(folder.resolve("plain"))) {
            // Given
            int records = 5;

            // When
            for (int i = 0; i < records; i++) {
                SampleBatch.Builder batch = TinyModel.samples(2, 2L * i);
                plain.send(batch);
                mapped.samples.pipeInput(json(batch.build()));
            }
            plain.pass(TopologyBench.MAX_DELAY);
            mapped.pass(TopologyBench.MAX_DELAY);

            // Then
            List<Knowledge> expected = plain.knowledge();
            assertThat(expected).hasSize(records);
            assertThat(mapped.knowledge()).isEqualTo(expected);
            assertThat(mapped.fates.taught).hasValue(2L * records);
            assertThat(mapped.deadLetters()).isEmpty();
        }
    }

    @Test
    void anOddRecordAmongOthersIsDeadLetteredAlone() throws IOException {
        try (TopologyBench bench = new TopologyBench(folder, MAPPING)) {
            // Given
            byte[] odd = text("{\"images\": [{\"pixels\": [1, 2], \"id\": 1, \"class\": 0}]}");

            // When
            bench.samples.pipeInput(json(TinyModel.samples(1, 0).build()));
            bench.samples.pipeInput(odd);
            bench.samples.pipeInput(text("<html>"));
            bench.samples.pipeInput(json(TinyModel.samples(1, 1).build()));
            bench.pass(TopologyBench.MAX_DELAY);

            // Then
            assertThat(bench.knowledge()).hasSize(2);
            List<TestRecord<byte[], byte[]>> letters = bench.deadLetters();
            assertThat(letters).hasSize(2);
            assertThat(letters.get(0).value()).isEqualTo(odd);
            assertThat(DeadLetter.from(letters.get(0).headers()).message())
                    .isEqualTo("images[0].pixels: expected 16 values, but got 2");
            assertThat(bench.fates.refusals()).isEqualTo(Map.of(SampleRefusal.MISMATCH, 1, SampleRefusal.MALFORMED, 1));
        }
    }

    @Test
    void theLetterOfOneSampleHoldsTheWholeRecordAndNamesTheSample() throws IOException {
        try (TopologyBench bench = new TopologyBench(folder, MAPPING)) {
            // Given
            String good = new String(json(TinyModel.samples(2, 0).build()), StandardCharsets.UTF_8);
            byte[] record = text(good.replace("\"id\": \"sample-1\"", "\"id\": null"));

            // When
            bench.samples.pipeInput(record);
            bench.pass(TopologyBench.MAX_DELAY);

            // Then
            assertThat(bench.knowledge()).singleElement().satisfies(knowledge -> assertThat(
                            knowledge.getSampleIndexesList())
                    .containsExactly(0));
            assertThat(bench.deadLetters()).singleElement().satisfies(letter -> {
                assertThat(letter.value()).isEqualTo(record);
                assertThat(DeadLetter.sample(letter.headers())).isEqualTo(OptionalInt.of(1));
                assertThat(DeadLetter.from(letter.headers()).message())
                        .isEqualTo("images[1].id: expected an id, but it is missing");
            });
        }
    }

    @Test
    void aLetterOfOneSampleThatComesAgainIsThatSampleOnly() throws IOException {
        try (TopologyBench bench = new TopologyBench(folder, MAPPING)) {
            // Given
            byte[] record = json(TinyModel.samples(3, 0).build());

            // When
            bench.samples.pipeInput(new TestRecord<>(null, record, replayed(1), TopologyBench.NOW));
            bench.samples.pipeInput(new TestRecord<>(null, record, replayed(3), TopologyBench.NOW));
            bench.pass(TopologyBench.MAX_DELAY);

            // Then
            assertThat(bench.knowledge()).singleElement().satisfies(knowledge -> {
                assertThat(knowledge.getSampleIdsList()).containsExactly("sample-1");
                assertThat(knowledge.getSampleIndexesList()).containsExactly(1);
                assertThat(knowledge.getOrigin().getOffset()).isEqualTo(7);
            });
            assertThat(bench.deadLetters()).singleElement().satisfies(letter -> assertThat(
                            DeadLetter.sample(letter.headers()))
                    .isEqualTo(OptionalInt.of(3)));
            assertThat(bench.fates.deadLettered).hasValue(1);
        }
    }

    private static Headers replayed(int sample) {
        return new RecordHeaders()
                .add(DeadLetter.TOPIC, text("alambic.samples"))
                .add(DeadLetter.PARTITION, text("0"))
                .add(DeadLetter.OFFSET, text("7"))
                .add(DeadLetter.SAMPLE, text(Integer.toString(sample)));
    }

    @Test
    void whatTheFilterLeavesOutIsCounted() throws IOException {
        try (TopologyBench bench = new TopologyBench(folder, MAPPING)) {
            // Given
            String good = new String(json(TinyModel.samples(1, 0).build()), StandardCharsets.UTF_8);

            // When
            bench.samples.pipeInput(text(good.replace("]}", ", {\"test\": true}]}")));
            bench.samples.pipeInput(text("{\"images\": [{\"test\": true}, {\"test\": 1}]}"));
            bench.samples.pipeInput((byte[]) null);
            bench.pass(TopologyBench.MAX_DELAY);

            // Then
            assertThat(bench.knowledge()).hasSize(1);
            assertThat(bench.fates.filtered).hasValue(3);
            assertThat(bench.fates.filteredRecords).hasValue(2);
            assertThat(bench.deadLetters()).isEmpty();
        }
    }

    @Test
    void samplesAreNamedByTheirPlacesInTheRecordWhateverTheFilterLeavesOut() throws IOException {
        try (TopologyBench bench = new TopologyBench(folder, MAPPING)) {
            // Given
            String two = new String(json(TinyModel.samples(2, 0).build()), StandardCharsets.UTF_8);
            String record = two.replace("[{", "[{\"test\": true}, {").replace("\"id\": \"sample-1\"", "\"id\": null");

            // When
            bench.samples.pipeInput(text(record));
            bench.samples.pipeInput(new TestRecord<>(null, text(record), replayed(1), TopologyBench.NOW));
            bench.samples.pipeInput(new TestRecord<>(null, text(record), replayed(0), TopologyBench.NOW));
            bench.pass(TopologyBench.MAX_DELAY);

            // Then
            assertThat(bench.knowledge()).hasSize(2).allSatisfy(knowledge -> assertThat(
                            knowledge.getSampleIndexesList())
                    .containsExactly(1));
            assertThat(bench.deadLetters())
                    .extracting(letter -> DeadLetter.sample(letter.headers()))
                    .containsExactlyInAnyOrder(OptionalInt.of(2), OptionalInt.of(0));
        }
    }

    private static byte[] json(SampleBatch batch) {
        ByteBuffer data = batch.getTensors(0).getData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        List<String> images = new ArrayList<>();
        for (int i = 0; i < batch.getSampleIdsCount(); i++) {
            List<Float> pixels = new ArrayList<>();
            for (int pixel = 0; pixel < TinyModel.PIXELS; pixel++) {
                pixels.add(data.getFloat());
            }
            images.add("{\"pixels\": %s, \"id\": \"%s\", \"class\": %d}"
                    .formatted(pixels, batch.getSampleIds(i), batch.getLabels(i)));
        }
        return text("{\"images\": %s}".formatted(images));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
