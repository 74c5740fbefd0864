package io.alambic.teacher.topology;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.alambic.core.storage.LoadedModel;
import io.alambic.core.storage.ModelFolder;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.Encoding;
import io.alambic.core.tensor.RowBuffer;
import io.alambic.core.zoo.Cnn;
import io.alambic.kafka.DeadLetter;
import io.alambic.kafka.TopicNames;
import io.alambic.teacher.TinyModel;
import io.alambic.teacher.control.TeachingRate;
import io.alambic.v1.DataType;
import io.alambic.v1.Knowledge;
import io.alambic.v1.SampleBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TeacherTopologyTest {

    @TempDir
    Path folder;

    @Test
    void isTheOneThatTheGoldenFileDescribes() throws IOException {
        // Given
        TeachingSettings settings =
                new TeachingSettings(TopicNames.DEFAULT, 128, Duration.ofMillis(20), 1 << 20, TeachingRate.ALL);

        // When
        Topology topology =
                TeacherTopology.build(settings, TinyModel.ARCHITECTURE.signature(), () -> null, new Fates());

        // Then
        try (var golden = getClass().getResourceAsStream("/topology/description.txt")) {
            assertThat(topology.describe().toString().strip())
                    .isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8).strip());
        }
    }

    @Test
    void aFullRecordGoesStraightThroughWithEverythingItCarried() throws IOException {
        try (TopologyBench bench = new TopologyBench(folder)) {
            // Given
            SampleBatch batch = TinyModel.samples(TopologyBench.MAX_BATCH, 0)
                    .setEventTime(Timestamp.newBuilder().setSeconds(1234))
                    .build();
            byte[] key = {1, 2};

            // When
            bench.samples.pipeInput(key, batch.toByteArray());

            // Then
            TestRecord<byte[], byte[]> record = bench.knowledgeRecords().get(0);
            Knowledge knowledge = TopologyBench.parse(record.value());
            assertThat(record.key()).isEqualTo(key);
            assertThat(knowledge.getTeacherName()).isEqualTo("tiny");
            assertThat(knowledge.getTeacherVersion()).hasSize(12);
            assertThat(knowledge.getOrigin().getTopic()).isEqualTo("alambic.samples");
            assertThat(knowledge.getOrigin().getOffset()).isZero();
            assertThat(knowledge.getEventTime()).isEqualTo(batch.getEventTime());
            assertThat(knowledge.getInputsList()).isEqualTo(batch.getTensorsList());
            assertThat(knowledge.getLabelsList()).isEqualTo(batch.getLabelsList());
            assertThat(knowledge.getSampleIdsList()).isEqualTo(batch.getSampleIdsList());
            assertThat(knowledge.getFeatureMapsList()).singleElement().satisfies(map -> assertThat(map.getShapeList())
                    .containsExactly((long) TopologyBench.MAX_BATCH, 2L, 2L, 2L));
            assertThat(logits(knowledge)).containsExactly(modelLogits(batch));
        }
    }

    @Test
    void fewSamplesFillABatchTooWhereTheyTakeAsMuchAsTwoOfTheLargestRecords() throws IOException {
        int maxRecordBytes = 600;
        try (TopologyBench bench = new TopologyBench(TinyModel.save(folder), maxRecordBytes, Encoding.FP32)) {
            // Given
            SampleBatch.Builder large = TinyModel.samples(1, 0).setSampleIds(0, "x".repeat(maxRecordBytes / 2));
            int full = 1 + (2 * maxRecordBytes - 1) / large.build().getSerializedSize();
            assertThat(full).isLessThan(TopologyBench.MAX_BATCH);
            for (int i = 0; i < full - 1; i++) {
                bench.send(large);
            }
            assertThat(bench.knowledge()).isEmpty();

            // When
            bench.send(large);

            // Then
            assertThat(bench.knowledge()).hasSize(full);
            assertThat(bench.fates.pending).hasValue(0);
        }
    }

    @Test
    void singleSamplesLeaveTogetherOnceTheBatchIsFullAndEachWithItsOwnAnswer() throws IOException {
        try (TopologyBench bench = new TopologyBench(folder)) {
            // Given
            for (int i = 0; i < TopologyBench.MAX_BATCH - 1; i++) {
                bench.send(TinyModel.samples(1, i));
            }
            assertThat(bench.knowledge()).isEmpty();
            assertThat(bench.fates.pending).hasValue(TopologyBench.MAX_BATCH - 1);

            // When
            bench.send(TinyModel.samples(1, TopologyBench.MAX_BATCH - 1));

            // Then
            List<Knowledge> knowledge = bench.knowledge();
            assertThat(knowledge).hasSize(TopologyBench.MAX_BATCH);
            for (int i = 0; i < knowledge.size(); i++) {
                assertThat(knowledge.get(i).getOrigin().getOffset()).isEqualTo(i);
                assertThat(logits(knowledge.get(i)))
                        .containsExactly(modelLogits(TinyModel.samples(1, i).build()), within());
            }
            assertThat(bench.fates.pending).hasValue(0);
        }
    }

    @Test
    void aSampleWaitsNoLongerThanTheMaxDelay() throws IOException {
        try (TopologyBench bench = new TopologyBench(folder)) {
            // Given
            bench.send(TinyModel.samples(2, 0));
            bench.pass(TopologyBench.MAX_DELAY.dividedBy(4));
            assertThat(bench.knowledge()).isEmpty();

            // When
            bench.pass(TopologyBench.MAX_DELAY.dividedBy(2));

            // Then
            assertThat(bench.knowledge()).hasSize(1);
            assertThat(bench.fates.taught).hasValue(2);
        }
    }

    @Test
    void aRecordLargerThanABatchIsAnsweredInSeveralPassesAsOne() throws IOException {
        try (TopologyBench bench = new TopologyBench(folder)) {
            // Given
            SampleBatch large =
                    TinyModel.samples(2 * TopologyBench.MAX_BATCH + 3, 0).build();
            bench.send(TinyModel.samples(1, 99));

            // When
            bench.samples.pipeInput(large.toByteArray());

            // Then
            List<Knowledge> knowledge = bench.knowledge();
            assertThat(knowledge).extracting(k -> k.getOrigin().getOffset()).containsExactly(0L, 1L);
            assertThat(logits(knowledge.get(1))).containsExactly(modelLogits(large), within());
        }
    }

    @Test
    void samplesOfAnotherEncodingStartABatchOfTheirOwn() throws IOException {
        try (TopologyBench bench = new TopologyBench(folder)) {
            // Given
            bench.send(TinyModel.samples(1, 0));

            // When
            bench.send(SampleBatch.newBuilder()
                    .addTensors(TinyModel.image(1)
                            .setDataType(DataType.DATA_TYPE_UINT8)
                            .setData(ByteString.copyFrom(new byte[TinyModel.PIXELS]))
                            .setQuantization(
                                    io.alambic.v1.Quantization.newBuilder().setScale(1))));
            bench.pass(TopologyBench.MAX_DELAY);

            // Then
            assertThat(bench.knowledge()).hasSize(2);
        }
    }

    @Test
    void garbageIsDeadLetteredUntouchedAndChangesNothingElse() throws IOException {
        try (TopologyBench bench = new TopologyBench(folder)) {
            // Given
            byte[] garbage = "no sample batch".getBytes(StandardCharsets.UTF_8);
            TestRecord<byte[], byte[]> record = new TestRecord<>(new byte[] {9}, garbage);
            record.headers().add("trace", new byte[] {7});
            bench.send(TinyModel.samples(TopologyBench.MAX_BATCH, 0));

            // When
            bench.samples.pipeInput(record);
            bench.send(TinyModel.samples(TopologyBench.MAX_BATCH, 10));

            // Then
            assertThat(bench.knowledge()).hasSize(2);
            TestRecord<byte[], byte[]> letter = bench.deadLetters().get(0);
            assertThat(letter.key()).isEqualTo(record.key());
            assertThat(letter.value()).isEqualTo(garbage);
            assertThat(letter.headers().lastHeader("trace").value()).containsExactly(7);
            DeadLetter reason = DeadLetter.from(letter.headers());
            assertThat(reason.reason()).isEqualTo("malformed");
            assertThat(reason.service()).isEqualTo("teacher");
            assertThat(reason.topic()).isEqualTo("alambic.samples");
            assertThat(reason.offset()).isEqualTo(1);
            assertThat(bench.fates.refusals()).isEqualTo(Map.of(SampleRefusal.MALFORMED, 1));
        }
    }

    @Test
    void anAnswerThatIsNotFiniteGoesToTheDeadLettersAndSparesItsNeighbours() throws IOException {
        try (TopologyBench bench = new TopologyBench(TinyModel.save(folder, 1e20f), 1 << 20, Encoding.INT8)) {
            // Given
            bench.send(SampleBatch.newBuilder()
                    .addTensors(TinyModel.image(1).setData(ByteString.copyFrom(new byte[TinyModel.PIXELS * 4]))));

            // When
            bench.send(TinyModel.samples(1, 3));
            bench.pass(TopologyBench.MAX_DELAY);

            // Then
            assertThat(bench.fates.refusals()).isEqualTo(Map.of(SampleRefusal.NOT_FINITE, 1));
            assertThat(bench.deadLetters()).hasSize(1);
            assertThat(bench.knowledge()).hasSize(1);
        }
    }

    @Test
    void knowledgeThatNoRecordCouldHoldIsRefusedWithItsSize() throws IOException {
        try (TopologyBench bench = new TopologyBench(TinyModel.save(folder), 1000, Encoding.FP32)) {
            // Given
            SampleBatch.Builder large = TinyModel.samples(TopologyBench.MAX_BATCH, 0);

            // When
            bench.send(large);

            // Then
            DeadLetter letter = DeadLetter.from(bench.deadLetters().get(0).headers());
            assertThat(letter.reason()).isEqualTo("too_large");
            assertThat(letter.message()).contains("a record may take 1000: send fewer at once");
        }
    }

    @Test
    void ofARecordBeyondTheLargestOneOnlyTheReasonAndThePlaceTravel() throws IOException {
        try (TopologyBench bench = new TopologyBench(TinyModel.save(folder), 1000, Encoding.FP32)) {
            // Given
            TestRecord<byte[], byte[]> large = new TestRecord<>(new byte[10], new byte[1000]);

            // When
            bench.samples.pipeInput(large);

            // Then
            TestRecord<byte[], byte[]> letter = bench.deadLetters().get(0);
            DeadLetter reason = DeadLetter.from(letter.headers());
            assertThat(letter.value()).isNull();
            assertThat(reason.reason()).isEqualTo("too_large");
            assertThat(reason.message()).isEqualTo("the record takes 1010 bytes, but a record may take 1000");
            assertThat(reason.offset()).isZero();
        }
    }

    @Test
    void aReasonIsCutWhateverTheRecordSays() throws IOException {
        try (TopologyBench bench = new TopologyBench(folder)) {
            // Given
            SampleBatch.Builder batch = SampleBatch.newBuilder()
                    .addTensors(TinyModel.image(1)
                            .setName("x".repeat(100_000))
                            .setData(ByteString.copyFrom(new byte[TinyModel.PIXELS * 4])));

            // When
            bench.send(batch);

            // Then
            DeadLetter letter = DeadLetter.from(bench.deadLetters().get(0).headers());
            assertThat(letter.message())
                    .startsWith("no tensor 'image' for the teacher's input; the record has [xxx")
                    .hasSizeLessThanOrEqualTo(2000);
        }
    }

    @Test
    void ofAShareOfTheKeysAllRecordsAreTaught() throws IOException {
        try (TopologyBench bench = new TopologyBench(folder)) {
            // Given
            bench.control.pipeInput("teaching-key", "0.5");

            // When
            for (int record = 0; record < 40; record++) {
                bench.send("key-" + record % 20, TinyModel.samples(TopologyBench.MAX_BATCH, 0));
            }

            // Then
            List<Long> taught = bench.knowledge().stream()
                    .map(knowledge -> knowledge.getOrigin().getOffset())
                    .toList();
            assertThat(taught).hasSizeBetween(2, 38);
            assertThat(taught).allMatch(offset -> taught.contains((offset + 20) % 40));
            assertThat(bench.fates.skipped).hasValue((40L - taught.size()) * TopologyBench.MAX_BATCH);
        }
    }

    @Test
    void theTeachingRateFollowsTheControlTopicAndIgnoresWhatIsNoRate() throws IOException {
        try (TopologyBench bench = new TopologyBench(folder)) {
            // Given
            bench.send(TinyModel.samples(TopologyBench.MAX_BATCH, 0));
            bench.control.pipeInput("teaching-rate", "0");
            bench.send(TinyModel.samples(TopologyBench.MAX_BATCH, 0));
            bench.control.pipeInput("teaching-rate", "often");
            bench.send(TinyModel.samples(TopologyBench.MAX_BATCH, 0));

            // When
            bench.control.pipeInput("teaching-rate", (String) null);
            bench.send(TinyModel.samples(TopologyBench.MAX_BATCH, 0));

            // Then
            assertThat(bench.knowledge())
                    .extracting(knowledge -> knowledge.getOrigin().getOffset())
                    .containsExactly(0L, 3L);
            assertThat(bench.fates.skipped).hasValue(2L * TopologyBench.MAX_BATCH);
            assertThat(bench.fates.rates()).containsExactly(1.0, 0.0, 1.0);
        }
    }

    private float[] modelLogits(SampleBatch batch) throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                LoadedModel model = ModelFolder.load(folder, manager)) {
            RowBuffer rows = new RowBuffer();
            EncodedTensor image = EncodedTensor.of(batch.getTensors(0));
            rows.append(image, 0, (int) image.samples());
            NDArray logits = model.network()
                    .forward(Map.of(Cnn.IMAGE, rows.toArray(manager)))
                    .get("logits");
            return logits.toFloatArray();
        }
    }

    private static org.assertj.core.data.Offset<Float> within() {
        return org.assertj.core.data.Offset.offset(1e-5f);
    }

    private static float[] logits(Knowledge knowledge) {
        ByteBuffer data = knowledge.getLogits().getFull().getData().asReadOnlyByteBuffer();
        float[] logits = new float[data.remaining() / Float.BYTES];
        data.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(logits);
        return logits;
    }
}
