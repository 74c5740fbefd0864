package io.alambic.student;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.alambic.kafka.DeadLetter;
import io.alambic.student.knowledge.Refusal;
import io.alambic.student.training.LifeCycle;
import io.alambic.testing.SharedBroker;
import io.alambic.v1.Knowledge;
import io.alambic.v1.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Knowledge that does not fit a student, or not all of it, against a real broker. */
class StrangeKnowledgeIT {

    private static final int RECORDS = 20;
    private static final int SAMPLES = 20;
    private static final int TOLERANCE_MS = 60_000;

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    @TempDir
    Path checkpoints;

    private KnowledgeLog log;
    private final Recorder recorder = new Recorder();

    @BeforeEach
    void connect() throws Exception {
        log = KnowledgeLog.on(BROKER).create(2);
    }

    @AfterEach
    void disconnect() {
        log.close();
    }

    @Test
    void aTeacherOfOtherClassesPausesReadingAndCostsNothingUntilOneThatFitsArrives() throws Exception {
        try (Student student = start()) {
            // When
            for (int i = 0; i < RECORDS; i++) {
                log.send(List.of(ofTenClasses(log.task().next(SAMPLES)).toByteArray()));
            }
            recorder.await("the pause", seen -> !seen.pauses().isEmpty());

            // Then
            assertThat(recorder.pauses())
                    .containsExactly(Optional.of("tensor 'logits': expected shape (20, 4), but it is (20, 10)"));
            assertThat(recorder.refusals()).isEmpty();
            assertThat(log.committedOffsets()).isEmpty();
            assertThat(student.lifeCycle().state()).isEqualTo(LifeCycle.State.TRAINING);

            // When
            log.produce(0, RECORDS, SAMPLES);
            recorder.await("all that fits", seen -> seen.trained() + seen.heldOut() == RECORDS * SAMPLES);
            recorder.await("the odd ones", seen -> seen.refusals().size() == RECORDS);

            // Then
            assertThat(recorder.pauses()).endsWith(Optional.empty());
            assertThat(recorder.refusals()).containsOnly(Refusal.MISMATCH);
        }
        assertThat(log.deadLetters(RECORDS)).hasSize(RECORDS);
    }

    @Test
    void hiddenStatesWithoutAProjectorPauseReadingInsteadOfKillingTheStudent() throws Exception {
        try (Student student = start()) {
            // When
            log.send(List.of(withMaps(log.task().next(SAMPLES), 16, 64).toByteArray()));
            recorder.await("the pause", seen -> !seen.pauses().isEmpty());

            // Then
            assertThat(recorder.pauses().get(0).orElseThrow())
                    .startsWith("feature pair block2:block2: no projector from a student's map (8, 2, 2)");
            assertThat(student.lifeCycle().failure()).isEmpty();
        }
    }

    @Test
    void aStudentThatNormalisesOverTheBatchLearnsFromAStreamOfSingleSamples() throws Exception {
        // Given
        StudentSettings settings =
                TinyStudent.settings(log.topics(), checkpoints, TinyTask.candidate(ChangedStudent.normalising()));
        try (Student student = TinyStudent.start(settings, recorder)) {
            // When
            for (int i = 0; i < RECORDS; i++) {
                log.send(List.of(log.task().next(1).build().toByteArray()));
            }
            recorder.await(
                    "all but those that wait for another", seen -> seen.trained() + seen.heldOut() > RECORDS / 2);

            // Then
            assertThat(recorder.givenUp()).isZero();
            assertThat(student.lifeCycle().failure()).isEmpty();
            assertThat(student.lifeCycle().state()).isEqualTo(LifeCycle.State.TRAINING);
        }
    }

    @Test
    void anOddSampleCostsItsRecordNothing() throws Exception {
        // Given
        Knowledge.Builder odd = log.task().next(SAMPLES);
        odd.setLabels(2, -100).setLabels(3, TinyTask.CLASSES);
        notFinite(odd.getFeatureMapsBuilder(0), 7);

        // When
        try (Student student = start()) {
            log.send(List.of(odd.build().toByteArray()));
            recorder.await("all others", seen -> seen.trained() + seen.heldOut() == SAMPLES - 2);

            // Then
            assertThat(recorder.refusals()).isEmpty();
            assertThat(recorder.refusedSamples()).containsExactly(Refusal.MISMATCH, Refusal.NOT_FINITE);
        }
        List<ConsumerRecord<byte[], byte[]>> letters = log.deadLetters(2);
        assertThat(letters).extracting(letter -> sample(letter)).containsExactly("3", "7");
        DeadLetter first = DeadLetter.from(letters.get(0).headers());
        assertThat(first.topic()).isEqualTo(log.topics().knowledge());
        assertThat(first.message()).isEqualTo("label 4 of sample 3: expected at most 3");
        Knowledge single = Knowledge.parseFrom(letters.get(0).value());
        assertThat(single.getLabelsList()).containsExactly(TinyTask.CLASSES);
        assertThat(single.getSampleIndexesList()).containsExactly(3);
        assertThat(single.getInputs(0).getShape(0)).isEqualTo(1);
    }

    @Test
    void aTeacherIsUpgradedToWiderMapsWhileTheOldOneStillAnswers() throws Exception {
        try (Student student = start()) {
            // When
            for (int i = 0; i < RECORDS; i++) {
                Knowledge.Builder knowledge = log.task().next(SAMPLES);
                log.send(List.of((i % 2 == 0 ? knowledge.build() : upgraded(knowledge)).toByteArray()));
            }
            recorder.await("all samples", seen -> seen.trained() + seen.heldOut() == RECORDS * SAMPLES);

            // Then
            assertThat(recorder.refusals()).isEmpty();
            assertThat(recorder.givenUp()).isZero();
            assertThat(student.lifeCycle().failure()).isEmpty();
        }
        assertThat(TinyStudent.newestCheckpoint(checkpoints).state())
                .containsKeys("projector/block2-block2.weight", "optimizer/block2-block2.weight.mean");
    }

    @Test
    void anEventTimeInTheFutureIsSetBack() throws Exception {
        // Given
        Timestamp inTheYear2096 =
                Timestamp.newBuilder().setSeconds(3_976_000_000L).build();

        // When
        try (Student student = start()) {
            log.send(List.of(
                    log.task().next(SAMPLES).setEventTime(inTheYear2096).build().toByteArray()));
            recorder.await("the record", seen -> seen.trained() + seen.heldOut() == SAMPLES);
        }

        // Then
        assertThat(recorder.eventTimesBounded()).isEqualTo(1);
        assertThat(TinyStudent.newestCheckpoint(checkpoints).lineage().newestEventTimeMs())
                .isLessThanOrEqualTo(System.currentTimeMillis() + TOLERANCE_MS);
    }

    private Student start() throws Exception {
        return TinyStudent.start(TinyStudent.settings(log.topics(), checkpoints), recorder);
    }

    private static Knowledge ofTenClasses(Knowledge.Builder knowledge) {
        fill(knowledge.getLogitsBuilder().getFullBuilder(), SAMPLES, 10);
        return knowledge.build();
    }

    private static Knowledge withMaps(Knowledge.Builder knowledge, int... sampleShape) {
        int[] shape = new int[sampleShape.length + 1];
        shape[0] = SAMPLES;
        System.arraycopy(sampleShape, 0, shape, 1, sampleShape.length);
        fill(knowledge.getFeatureMapsBuilder(0), shape);
        return knowledge.build();
    }

    private static Knowledge upgraded(Knowledge.Builder knowledge) {
        return withMaps(knowledge.setTeacherVersion("2"), 9, 2, 2);
    }

    private static void fill(Tensor.Builder tensor, int... shape) {
        tensor.clearShape();
        int elements = 1;
        for (int dimension : shape) {
            tensor.addShape(dimension);
            elements *= dimension;
        }
        tensor.setData(ByteString.copyFrom(new byte[elements * Float.BYTES]));
    }

    private static void notFinite(Tensor.Builder tensor, int sample) {
        byte[] data = tensor.getData().toByteArray();
        ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).putFloat(sample * data.length / SAMPLES, Float.NaN);
        tensor.setData(ByteString.copyFrom(data));
    }

    private static String sample(ConsumerRecord<?, ?> letter) {
        return Integer.toString(DeadLetter.sample(letter.headers()).orElseThrow());
    }
}
