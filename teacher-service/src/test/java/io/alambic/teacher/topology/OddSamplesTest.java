package io.alambic.teacher.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.alambic.core.model.InputSpec;
import io.alambic.core.tensor.Encoding;
import io.alambic.kafka.DeadLetter;
import io.alambic.models.LogitsFrom;
import io.alambic.models.ModelSource;
import io.alambic.models.remote.CallSettings;
import io.alambic.teacher.TinyModel;
import io.alambic.teacher.model.ModelSettings;
import io.alambic.v1.DataType;
import io.alambic.v1.Knowledge;
import io.alambic.v1.Origin;
import io.alambic.v1.SampleBatch;
import io.alambic.v1.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Samples that cannot be taught, among others that can, with models of the real engine. */
class OddSamplesTest {

    private static final Path MODELS = Path.of("..", "core", "src", "test", "resources", "models");
    private static final int PIXELS = 64;
    private static final int TOKENS = 10;
    private static final int MAX_RECORD_BYTES = 1 << 20;

    @Test
    void ofSamplesInOneBatchOnlyThatWhichTheModelRefusesIsDeadLettered() throws IOException {
        try (TopologyBench bench = words()) {
            // Given
            int poison = 11;

            // When
            for (int i = 0; i < 41; i++) {
                bench.send(sentence(i == poison ? TOKENS : i % TOKENS));
            }
            bench.pass(TopologyBench.MAX_DELAY);

            // Then
            assertThat(bench.knowledge())
                    .extracting(knowledge -> knowledge.getOrigin().getOffset())
                    .containsExactlyElementsOf(LongStream.range(0, 41)
                            .filter(offset -> offset != poison)
                            .boxed()
                            .toList());
            assertThat(bench.deadLetters()).singleElement().satisfies(record -> {
                DeadLetter letter = DeadLetter.from(record.headers());
                assertThat(letter.reason()).isEqualTo("refused_by_model");
                assertThat(letter.message()).contains("index out of range");
                assertThat(letter.exception()).isEqualTo("ai.djl.engine.EngineException");
                assertThat(letter.offset()).isEqualTo(poison);
                assertThat(DeadLetter.sample(record.headers())).isEmpty();
                assertThat(record.value()).isEqualTo(sentence(TOKENS).build().toByteArray());
            });
            assertThat(bench.fates.taught).hasValue(40);
            assertThat(bench.fates.refusals()).isEqualTo(Map.of(SampleRefusal.REFUSED_BY_MODEL, 1));
        }
    }

    @Test
    void oneSampleThatTheModelRefusesDoesNotCostItsRecord() throws IOException {
        try (TopologyBench bench = words()) {
            // Given
            SampleBatch record = sentence(1, 2, TOKENS, 3, 4)
                    .addAllLabels(List.of(0, 1, 2, 3, 0))
                    .addAllSampleIds(List.of("a", "b", "c", "d", "e"))
                    .build();

            // When
            bench.samples.pipeInput(new byte[] {7}, record.toByteArray());
            bench.pass(TopologyBench.MAX_DELAY);

            // Then
            Knowledge knowledge = bench.knowledge().get(0);
            assertThat(knowledge.getSampleIdsList()).containsExactly("a", "b", "d", "e");
            assertThat(knowledge.getLabelsList()).containsExactly(0, 1, 3, 0);
            assertThat(knowledge.getSampleIndexesList()).containsExactly(0, 1, 3, 4);
            assertThat(knowledge.getInputsList()).isEqualTo(sentence(1, 2, 3, 4).getTensorsList());
            assertThat(knowledge.getLogits().getFull().getShapeList()).containsExactly(4L, 4L);
            TestRecord<byte[], byte[]> letter = bench.deadLetters().get(0);
            assertThat(letter.key()).containsExactly(7);
            assertThat(DeadLetter.sample(letter.headers())).hasValue(2);
            assertThat(SampleBatch.parseFrom(letter.value()))
                    .isEqualTo(sentence(TOKENS).addLabels(2).addSampleIds("c").build());
            assertThat(bench.fates.taught).hasValue(4);
            assertThat(bench.fates.deadLettered).hasValue(1);
        }
    }

    @Test
    void aReplayedLetterOfOneSampleIsThatSampleOfItsRecord() throws IOException {
        try (TopologyBench bench = words()) {
            // Given
            bench.send(sentence(1, 2, TOKENS, 3));
            bench.pass(TopologyBench.MAX_DELAY);
            TestRecord<byte[], byte[]> letter = bench.deadLetters().get(0);
            Headers headers = DeadLetter.replayed(letter.headers(), "0:0");

            // When: it fails again, and then it is mended
            bench.samples.pipeInput(new TestRecord<>(letter.key(), letter.value(), headers));
            bench.pass(TopologyBench.MAX_DELAY);
            bench.samples.pipeInput(
                    new TestRecord<>(letter.key(), sentence(4).build().toByteArray(), headers));
            bench.pass(TopologyBench.MAX_DELAY);

            // Then
            DeadLetter first = DeadLetter.from(letter.headers());
            assertThat(first.offset()).isZero();
            assertThat(bench.deadLetters()).singleElement().satisfies(record -> {
                assertThat(DeadLetter.from(record.headers())).isEqualTo(first);
                assertThat(DeadLetter.sample(record.headers())).hasValue(2);
            });
            assertThat(bench.knowledge())
                    .extracting(Knowledge::getOrigin, Knowledge::getSampleIndexesList)
                    .containsExactly(tuple(origin(letter, 0), List.of(0, 1, 3)), tuple(origin(letter, 0), List.of(2)));
        }
    }

    @Test
    void aReplayedRecordThatFailedWholeIsThatRecord() throws IOException {
        try (TopologyBench bench = words()) {
            // Given
            bench.send(sentence(1));
            bench.send(SampleBatch.newBuilder());
            TestRecord<byte[], byte[]> letter = bench.deadLetters().get(0);

            // When
            bench.samples.pipeInput(new TestRecord<>(
                    letter.key(), sentence(4, 5).build().toByteArray(), DeadLetter.replayed(letter.headers(), "0:0")));
            bench.pass(TopologyBench.MAX_DELAY);

            // Then
            Knowledge knowledge = bench.knowledge().get(1);
            assertThat(knowledge.getOrigin()).isEqualTo(origin(letter, 1));
            assertThat(knowledge.getSampleIndexesList()).isEmpty();
        }
    }

    @Test
    void aRecordOfSeveralSamplesThatSaysItIsOneIsRefused() throws IOException {
        try (TopologyBench bench = words()) {
            // Given
            bench.send(sentence(1, TOKENS));
            bench.pass(TopologyBench.MAX_DELAY);
            TestRecord<byte[], byte[]> letter = bench.deadLetters().get(0);

            // When
            bench.samples.pipeInput(new TestRecord<>(
                    letter.key(), sentence(4, 5).build().toByteArray(), DeadLetter.replayed(letter.headers(), "0:0")));

            // Then
            assertThat(DeadLetter.from(bench.deadLetters().get(0).headers()).message())
                    .isEqualTo("the header 'alambic.origin.sample' names one sample, but the record has 2");
        }
    }

    private static Origin origin(TestRecord<byte[], byte[]> letter, long offset) {
        return Origin.newBuilder()
                .setTopic(DeadLetter.from(letter.headers()).topic())
                .setOffset(offset)
                .build();
    }

    @Test
    void aPoisonRecordThatComesFirstAndAloneIsDeadLetteredAndWhatFollowsIsTaught() throws IOException {
        try (TopologyBench bench = words()) {
            // Given
            bench.send(sentence(TOKENS));
            bench.pass(TopologyBench.MAX_DELAY);

            // When
            bench.send(sentence(1));
            bench.pass(TopologyBench.MAX_DELAY);

            // Then
            assertThat(bench.deadLetters()).hasSize(1);
            assertThat(bench.knowledge()).hasSize(1);
        }
    }

    @Test
    void aModelThatRefusesEveryRecordForOneReasonFromTheStartStopsTheTeacherAndBurnsNothing() throws IOException {
        try (TopologyBench bench = words()) {
            // Given
            IntStream.range(0, 3).forEach(i -> bench.send(sentence(TOKENS + i)));

            // Then
            assertThatThrownBy(() -> bench.pass(TopologyBench.MAX_DELAY))
                    .rootCause()
                    .isInstanceOf(ai.djl.engine.EngineException.class);
            assertThat(bench.deadLetters()).isEmpty();
            assertThat(bench.knowledge()).isEmpty();
        }
    }

    @Test
    void refusedRecordsOfAStreamThatWasTaughtBeforeAreDeadLetteredHoweverMany() throws IOException {
        try (TopologyBench bench = words()) {
            // Given
            bench.send(sentence(1));
            bench.pass(TopologyBench.MAX_DELAY);

            // When
            IntStream.range(0, 20).forEach(i -> bench.send(sentence(TOKENS)));
            bench.pass(TopologyBench.MAX_DELAY);

            // Then
            assertThat(bench.deadLetters()).hasSize(20);
        }
    }

    @Test
    void numbersThatAreNotFiniteCostTheirSampleOnly() throws IOException {
        try (TopologyBench bench = masked(0)) {
            // Given
            SampleBatch.Builder record = images(0.5f, Float.NaN, 0.5f);

            // When
            bench.send(record);
            bench.pass(TopologyBench.MAX_DELAY);

            // Then
            assertThat(bench.knowledge().get(0).getSampleIndexesList()).containsExactly(0, 2);
            assertThat(bench.deadLetters()).singleElement().satisfies(letter -> {
                assertThat(DeadLetter.from(letter.headers()).reason()).isEqualTo("not_finite");
                assertThat(DeadLetter.from(letter.headers()).message())
                        .isEqualTo("tensor 'image': element 64 is not finite");
            });
        }
    }

    @Test
    void answersThatAreNotFiniteCostTheirSampleOnly() throws IOException {
        try (TopologyBench bench = masked(0)) {
            // Given
            float answeredWithNaN = 2;

            // When
            bench.send(images(0.5f, answeredWithNaN, 0.5f));
            bench.pass(TopologyBench.MAX_DELAY);

            // Then
            assertThat(bench.knowledge().get(0).getSampleIndexesList()).containsExactly(0, 2);
            assertThat(bench.fates.refusals()).isEqualTo(Map.of(SampleRefusal.NOT_FINITE, 1));
        }
    }

    @Test
    void negativeInfinityIsAnImpossibleClassAndTravels() throws IOException {
        try (TopologyBench bench = masked(0)) {
            // Given
            SampleBatch.Builder record = images(0.5f, 0.5f);
            setPixel(record, 0, 1, -1);

            // When
            bench.send(record);
            bench.pass(TopologyBench.MAX_DELAY);

            // Then
            float[] logits = floats(bench.knowledge().get(0).getLogits().getFull());
            assertThat(logits[1]).isEqualTo(Float.NEGATIVE_INFINITY);
            assertThat(IntStream.range(0, 8).filter(i -> Float.isFinite(logits[i])))
                    .hasSize(7);
            assertThat(bench.deadLetters()).isEmpty();
        }
    }

    @Test
    void impossibleClassesTravelAmongTheLargestLogitsToo() throws IOException {
        try (TopologyBench bench = masked(2)) {
            // Given
            SampleBatch.Builder record = images(0.5f);
            IntStream.range(1, 4).forEach(pixel -> setPixel(record, 0, pixel, -1));

            // When
            bench.send(record);
            bench.pass(TopologyBench.MAX_DELAY);

            // Then
            var topK = bench.knowledge().get(0).getLogits().getTopK();
            float[] kept = floats(topK.getLogits());
            assertThat(kept[0]).isFinite();
            assertThat(kept[1]).isEqualTo(Float.NEGATIVE_INFINITY);
            assertThat(floats(topK.getRest())).containsExactly(Float.NEGATIVE_INFINITY);
        }
    }

    @Test
    void aSampleWithoutAnyPossibleClassIsRefused() throws IOException {
        try (TopologyBench bench = masked(0)) {
            // When
            bench.send(images(-1, 0.5f));
            bench.pass(TopologyBench.MAX_DELAY);

            // Then
            assertThat(bench.knowledge().get(0).getSampleIndexesList()).containsExactly(1);
            assertThat(bench.fates.refusals()).isEqualTo(Map.of(SampleRefusal.NOT_FINITE, 1));
        }
    }

    @Test
    void aTeacherOfSomeClassesTakesLabelsOfAll(@TempDir Path temp) throws IOException {
        // Given
        var identity = new TeacherIdentity(Optional.of("low"), OptionalInt.of(6));

        try (TopologyBench bench = new TopologyBench(temp, identity)) {
            // When
            bench.send(TinyModel.samples(3, 0).clearLabels().addAllLabels(List.of(3, 5, 6)));
            bench.pass(TopologyBench.MAX_DELAY);

            // Then
            assertThat(bench.knowledge()).singleElement().satisfies(knowledge -> {
                assertThat(knowledge.getTeacherName()).isEqualTo("low");
                assertThat(knowledge.getLabelsList()).containsExactly(3, 5);
            });
            assertThat(bench.fates.refusals()).isEqualTo(Map.of(SampleRefusal.MISMATCH, 1));
            assertThat(bench.deadLetters()).singleElement().satisfies(letter -> assertThat(
                            DeadLetter.teacher(letter.headers()))
                    .contains("low"));
        }
    }

    @Test
    void negativeLabelsAreNoneAndALabelBeyondTheClassesCostsItsSampleOnly() throws IOException {
        try (TopologyBench bench = masked(0)) {
            // When
            bench.send(images(0.5f, 0.5f, 0.5f, 0.5f).addAllLabels(List.of(-100, 3, 4, -1)));
            bench.pass(TopologyBench.MAX_DELAY);

            // Then
            Knowledge knowledge = bench.knowledge().get(0);
            assertThat(knowledge.getLabelsList()).containsExactly(-1, 3, -1);
            assertThat(knowledge.getSampleIndexesList()).containsExactly(0, 1, 3);
            assertThat(bench.deadLetters()).singleElement().satisfies(letter -> {
                assertThat(DeadLetter.from(letter.headers()).reason()).isEqualTo("mismatch");
                assertThat(DeadLetter.from(letter.headers()).message())
                        .isEqualTo("label 4 of sample 2: there are 4 classes");
            });
        }
    }

    @Test
    void anEventTimeFarBehindTheRecordsOwnIsReplacedByThatAndCounted() throws IOException {
        try (TopologyBench bench = masked(0)) {
            // Given
            long now = TopologyBench.NOW.getEpochSecond();
            long tolerance = TeachingSettings.EVENT_TIME_TOLERANCE.toSeconds();

            // When
            bench.send(images(0.5f).setEventTime(seconds(now + tolerance)));
            bench.send(images(0.5f).setEventTime(seconds(now + tolerance + 1)));
            bench.send(images(0.5f)
                    .setEventTime(seconds(now + Duration.ofDays(70 * 365).toSeconds())));
            bench.send(images(0.5f).setEventTime(seconds(0)));
            bench.pass(TopologyBench.MAX_DELAY);

            // Then
            assertThat(bench.knowledge())
                    .extracting(knowledge -> knowledge.getEventTime().getSeconds())
                    .containsExactly(now + tolerance, now, now, 0L);
            assertThat(bench.fates.replacedEventTimes).hasValue(2);
        }
    }

    private static Timestamp seconds(long seconds) {
        return Timestamp.newBuilder().setSeconds(seconds).build();
    }

    private static TopologyBench words() throws IOException {
        return bench("two-inputs.pt", "image:FP32:1x8x8,words:INT64:3", 0);
    }

    private static TopologyBench masked(int logitsTopK) throws IOException {
        return bench("masked.pt", "image:FP32:1x8x8", logitsTopK);
    }

    private static TopologyBench bench(String model, String inputs, int logitsTopK) throws IOException {
        ModelSettings settings = new ModelSettings(
                new ModelSource.File(MODELS.resolve(model)),
                InputSpec.parseAll(inputs),
                Optional.empty(),
                "",
                LogitsFrom.AUTO,
                List.of(),
                Encoding.INT8,
                TopologyBench.MAX_BATCH,
                CallSettings.DEFAULT);
        return new TopologyBench(settings, MAX_RECORD_BYTES, logitsTopK);
    }

    /** One sample for each word: an image of zeros and three times the word. */
    private static SampleBatch.Builder sentence(long... words) {
        ByteBuffer data = ByteBuffer.allocate(words.length * 3 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (long word : words) {
            data.putLong(word).putLong(word).putLong(word);
        }
        return images(new float[words.length])
                .addTensors(Tensor.newBuilder()
                        .setName("words")
                        .setDataType(DataType.DATA_TYPE_INT64)
                        .addShape(words.length)
                        .addShape(3)
                        .setData(ByteString.copyFrom(data.flip())));
    }

    /** Images of one brightness each. */
    private static SampleBatch.Builder images(float... brightness) {
        ByteBuffer data =
                ByteBuffer.allocate(brightness.length * PIXELS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : brightness) {
            IntStream.range(0, PIXELS).forEach(pixel -> data.putFloat(value));
        }
        return SampleBatch.newBuilder()
                .addTensors(Tensor.newBuilder()
                        .setName("image")
                        .setDataType(DataType.DATA_TYPE_FP32)
                        .addAllShape(List.of((long) brightness.length, 1L, 8L, 8L))
                        .setData(ByteString.copyFrom(data.flip())));
    }

    private static void setPixel(SampleBatch.Builder batch, int sample, int pixel, float value) {
        Tensor image = batch.getTensors(0);
        ByteBuffer data = ByteBuffer.wrap(image.getData().toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        data.putFloat((sample * PIXELS + pixel) * Float.BYTES, value);
        batch.setTensors(0, image.toBuilder().setData(ByteString.copyFrom(data)));
    }

    private static float[] floats(Tensor tensor) {
        ByteBuffer data = tensor.getData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        float[] floats = new float[data.remaining() / Float.BYTES];
        data.asFloatBuffer().get(floats);
        return floats;
    }
}
