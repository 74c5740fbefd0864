package io.alambic.student;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.core.checkpoint.Checkpoint;
import io.alambic.core.checkpoint.Lineage;
import io.alambic.core.figures.Figure;
import io.alambic.core.hyperparameters.Hyperparameter;
import io.alambic.core.hyperparameters.Hyperparameters;
import io.alambic.core.hyperparameters.Schedule;
import io.alambic.core.search.Criterion;
import io.alambic.core.search.SearchSettings;
import io.alambic.core.train.StepReport;
import io.alambic.inference.ModelInferResponse;
import io.alambic.kafka.DeadLetter;
import io.alambic.student.canary.CanarySettings;
import io.alambic.student.grpc.Serving;
import io.alambic.student.knowledge.Refusal;
import io.alambic.student.protocol.Requests;
import io.alambic.student.registry.ServedModel;
import io.alambic.student.training.LifeCycle;
import io.alambic.testing.SharedBroker;
import io.alambic.v1.Candidate;
import io.alambic.v1.CandidateEnd;
import io.alambic.v1.ListCandidatesRequest;
import io.alambic.v1.StudentServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A whole student against a real broker. */
class StudentIT {

    private static final int RECORDS = 60;
    private static final int SAMPLES = 20;

    /** Half the records, and the markers of their transactions. */
    private static final long GAP = RECORDS / 2 + RECORDS / 2 / 10;

    private static final int RESEED_STEPS = 10;

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    @TempDir
    Path checkpoints;

    private KnowledgeLog log;

    @BeforeEach
    void connect() {
        log = KnowledgeLog.on(BROKER);
    }

    @AfterEach
    void disconnect() {
        log.close();
    }

    @Test
    void learnsFromKnowledgePromotesAndServes() throws Exception {
        // Given
        log.create(2);
        Recorder recorder = new Recorder();
        try (Student student = start(recorder)) {
            // When
            log.produce(0, RECORDS, SAMPLES);
            recorder.await("all samples", seen -> seen.trained() + seen.heldOut() == RECORDS * SAMPLES);
            recorder.await(
                    "good figures",
                    seen -> seen.figures() != null && seen.figures().value(Figure.AGREEMENT) > 0.95);
            recorder.await("the last step", seen -> served(student).step() == seen.steps());

            // Then
            for (int label = 0; label < TinyTask.CLASSES; label++) {
                ModelInferResponse answer = infer(student.port(), TinyTask.image(label));
                assertThat(Requests.argMax(answer)).isEqualTo(label);
                assertThat(answer.getParametersMap().get("step").getInt64Param())
                        .isEqualTo(recorder.steps());
            }
            assertThat(recorder.heldOut()).isBetween(RECORDS * SAMPLES / 40L, RECORDS * SAMPLES / 5L);
        }
    }

    @Test
    @Timeout(180)
    void triesCandidatesOnRequestsBeforeTheyServe() throws Exception {
        // Given
        log.create(1);
        Recorder recorder = new Recorder();
        CanarySettings canary = new CanarySettings(0.5, 1, 0, 4, Duration.ofMinutes(1));
        StudentSettings settings = TinyStudent.settings(
                log.topics(),
                checkpoints,
                SearchSettings.off(TinyTask.candidate().hyperparameters()),
                Serving.settings(2, 64, canary));
        try (Student student = TinyStudent.start(settings, recorder)) {
            log.produce(0, RECORDS, SAMPLES);
            recorder.await("a trial", seen -> !seen.trials().isEmpty());

            // When
            while (recorder.trials().size() < 2 || recorder.canaryCalls() == 0) {
                infer(student.port(), TinyTask.image(1));
            }

            // Then
            assertThat(recorder.trials().get(0)).isEqualTo("began 2");
            assertThat(recorder.trials().get(1)).isEqualTo("promoted 2");
            assertThat(recorder.compared()).isGreaterThanOrEqualTo(4);
            assertThat(served(student).version()).isGreaterThanOrEqualTo(2);
        }
        assertThat(recorder.codes()).containsOnly(Status.Code.OK);
    }

    @Test
    void goesOnAfterARestartExactlyWhereItsCheckpointWas() throws Exception {
        // Given
        log.create(3);
        Recorder first = new Recorder();
        log.produce(0, RECORDS, SAMPLES);
        try (Student student = start(first)) {
            first.await("a third of the samples", seen -> seen.trained() > RECORDS * SAMPLES / 3);
            assertThat(student.lifeCycle().state()).isEqualTo(LifeCycle.State.TRAINING);
        }
        log.produce(RECORDS, RECORDS, SAMPLES);

        // When
        Recorder second = new Recorder();
        try (Student student = start(second)) {
            second.await(
                    "the rest",
                    seen -> first.trained() + first.heldOut() + seen.trained() + seen.heldOut()
                            == 2L * RECORDS * SAMPLES);
            second.await("a publication", seen -> !seen.promotions().isEmpty());
        }

        // Then
        Checkpoint last = newestCheckpoint();
        assertThat(last.lineage().trained() + last.lineage().heldOut()).isEqualTo(2L * RECORDS * SAMPLES);
        assertThat(last.lineage().step()).isEqualTo(first.steps() + second.steps());
        assertThat(last.lineage().offsets().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isGreaterThanOrEqualTo(2L * RECORDS);
        assertThat(last.lineage().read()).isEqualTo(log.read());
        assertThat(log.committedOffsets()).isEqualTo(last.lineage().offsets());
    }

    @Test
    void servesTheRestoredWeightsAtOnceUnderANewVersion() throws Exception {
        // Given
        log.create(1);
        log.produce(0, RECORDS, SAMPLES);
        Recorder first = new Recorder();
        long version;
        long step;
        try (Student student = start(first)) {
            first.await("all samples", seen -> seen.trained() + seen.heldOut() == RECORDS * SAMPLES);
            first.await(
                    "the last step",
                    seen -> student.models().isReady() && served(student).step() == seen.steps());
            version = served(student).version();
            step = first.steps();
        }

        // When
        Recorder second = new Recorder();
        try (Student student = start(second)) {
            second.await("restored", seen -> seen.checkpoints() > 0);

            // Then
            ModelInferResponse answer = infer(student.port(), TinyTask.image(2));
            assertThat(Requests.argMax(answer)).isEqualTo(2);
            assertThat(answer.getParametersMap().get("step").getInt64Param()).isEqualTo(step);
            assertThat(Long.parseLong(answer.getModelVersion())).isGreaterThan(version);
            assertThat(second.steps()).isZero();
        }
    }

    @Test
    void deadLettersWhatItCannotLearnFromAndLearnsTheRest() throws Exception {
        // Given
        log.create(1);
        byte[] garbage = "no knowledge at all".getBytes(StandardCharsets.UTF_8);
        Recorder recorder = new Recorder();
        try (Student student = start(recorder)) {
            // When
            log.produce(0, RECORDS / 2, SAMPLES);
            log.send(List.of(
                    garbage,
                    log.task().next(SAMPLES).clearFeatureMaps().build().toByteArray(),
                    log.task().next(SAMPLES).clearInputs().build().toByteArray()));
            log.produce(RECORDS / 2, RECORDS / 2, SAMPLES);
            recorder.await("all samples", seen -> seen.trained() + seen.heldOut() == RECORDS * SAMPLES);

            // Then
            assertThat(recorder.refusals()).containsExactly(Refusal.MALFORMED, Refusal.MISMATCH, Refusal.MISMATCH);
            assertThat(student.lifeCycle().state()).isEqualTo(LifeCycle.State.TRAINING);
        }
        List<ConsumerRecord<byte[], byte[]>> letters = log.deadLetters(3);
        assertThat(letters).hasSize(3);
        assertThat(letters.get(0).value()).isEqualTo(garbage);
        DeadLetter letter = DeadLetter.from(letters.get(0).headers());
        assertThat(letter.service()).isEqualTo("student");
        assertThat(letter.reason()).isEqualTo("malformed");
        assertThat(letter.topic()).isEqualTo(log.topics().knowledge());
    }

    @Test
    void waitsForTheTopicAndNoticesNewPartitions() throws Exception {
        // Given
        Recorder recorder = new Recorder();
        try (Student student = start(recorder)) {
            recorder.await("the topic to be missed", Recorder::wasTopicMissing);

            // When
            log.create(1);
            recorder.await("the topic to be found", Recorder::isTopicFound);
            log.produce(0, RECORDS / 2, SAMPLES);
            recorder.await("the first samples", seen -> seen.trained() > 0);
            log.increaseTo(2);
            log.send(1, log.task().next(SAMPLES).build().toByteArray());

            // Then
            recorder.await(
                    "the samples of both partitions",
                    seen -> seen.trained() + seen.heldOut() == (RECORDS / 2 + 1) * SAMPLES);
            assertThat(student.lifeCycle().failure()).isEmpty();
        }
    }

    @Test
    void readsNothingOfAnAbortedTransaction() throws Exception {
        // Given
        log.create(1);
        Recorder recorder = new Recorder();
        log.sendInVain(log.task().next(SAMPLES).build().toByteArray());

        // When
        try (Student student = start(recorder)) {
            log.produce(1, RECORDS, SAMPLES);
            recorder.await("the committed samples", seen -> seen.trained() + seen.heldOut() >= RECORDS * SAMPLES);
            assertThat(student.lifeCycle().failure()).isEmpty();
        }

        // Then
        assertThat(recorder.trained() + recorder.heldOut()).isEqualTo(RECORDS * SAMPLES);
    }

    @Test
    void readsOnBehindAGapThatRetentionMadeAndSaysHowLargeItIs() throws Exception {
        // Given
        log.create(1);
        log.produce(0, RECORDS, SAMPLES);
        Recorder first = new Recorder();
        try (Student student = start(first)) {
            first.await("all samples", seen -> seen.trained() + seen.heldOut() == RECORDS * SAMPLES);
            assertThat(student.lifeCycle().state()).isEqualTo(LifeCycle.State.TRAINING);
        }
        long read = newestCheckpoint().lineage().offsets().get(log.topics().knowledge() + "-0");
        log.produce(RECORDS, RECORDS, SAMPLES);
        log.deleteBefore(0, read + GAP);

        // When
        Recorder second = new Recorder();
        try (LogLines lines = LogLines.of("io.alambic.student.ingest.Partitions");
                Student student = start(second)) {
            second.await("what is left", seen -> seen.trained() + seen.heldOut() >= RECORDS / 2 * SAMPLES);

            // Then
            assertThat(lines.all())
                    .anyMatch(line -> line.contains("partition=%s-0 from=%d to=%d missed_offsets=%d"
                            .formatted(log.topics().knowledge(), read, read + GAP, GAP)));
            assertThat(student.lifeCycle().failure()).isEmpty();
        }
        assertThat(second.trained() + second.heldOut()).isEqualTo(RECORDS / 2 * SAMPLES);
        assertThat(second.missed()).isEqualTo(GAP);
        Lineage lineage = newestCheckpoint().lineage();
        assertThat(lineage.read().get(log.topics().knowledge() + "-0").missed()).isEqualTo(GAP);
    }

    @Test
    void readsATopicThatWasDeletedAndMadeAnewFromItsBeginningAndServesOn() throws Exception {
        // Given
        log.create(1);
        log.produce(0, RECORDS, SAMPLES);
        Recorder recorder = new Recorder();
        try (Student student = start(recorder)) {
            recorder.await("all samples", seen -> seen.trained() + seen.heldOut() == RECORDS * SAMPLES);
            recorder.await("a promotion", seen -> student.models().isReady());

            // When
            log.recreate(1);
            infer(student.port(), TinyTask.image(1));
            log.produce(RECORDS, RECORDS / 2, SAMPLES);

            // Then
            recorder.await(
                    "the samples of the new topic",
                    seen -> seen.trained() + seen.heldOut() == (RECORDS + RECORDS / 2) * SAMPLES);
            infer(student.port(), TinyTask.image(1));
            assertThat(student.lifeCycle().failure()).isEmpty();
        }
        assertThat(newestCheckpoint().lineage().offsets().get(log.topics().knowledge() + "-0"))
                .isBetween(RECORDS / 2L, log.endOffsets().get(log.topics().knowledge() + "-0"));
    }

    @Test
    void readsATopicThatWasMadeAnewWhileItWasAwayAndHasGrownBeyondItsCheckpointFromItsBeginning() throws Exception {
        // Given
        log.create(1);
        log.produce(0, RECORDS / 2, SAMPLES);
        Recorder first = new Recorder();
        try (Student student = start(first)) {
            first.await("all samples", seen -> seen.trained() + seen.heldOut() == RECORDS / 2 * SAMPLES);
            assertThat(student.lifeCycle().failure()).isEmpty();
        }
        log.recreate(1);
        log.produce(RECORDS, RECORDS, SAMPLES);

        // When
        Recorder second = new Recorder();
        try (LogLines lines = LogLines.of("io.alambic.student.ingest.Partitions");
                Student student = start(second)) {
            second.await("the new topic", seen -> seen.trained() + seen.heldOut() >= RECORDS * SAMPLES);

            // Then
            assertThat(lines.all()).anyMatch(line -> line.contains("The topic was deleted and recreated"));
            assertThat(student.lifeCycle().failure()).isEmpty();
        }
        assertThat(second.trained() + second.heldOut()).isEqualTo(RECORDS * SAMPLES);
        Lineage lineage = newestCheckpoint().lineage();
        assertThat(lineage.topicId()).isEqualTo(log.topicId());
        assertThat(lineage.read()).isEqualTo(log.read());
        assertThat(lineage.step()).isEqualTo(first.steps() + second.steps());
    }

    @Test
    void isTurnedWhileItRunsAndStaysSoAfterARestart() throws Exception {
        // Given
        log.create(1);
        control("lambda2", "0");
        Recorder first = new Recorder();
        try (Student student = start(first)) {
            log.produce(0, RECORDS, SAMPLES);
            first.await("all samples", seen -> seen.trained() + seen.heldOut() == RECORDS * SAMPLES);
            assertThat(first.reports())
                    .allMatch(report -> report.hyperparameters().get(Hyperparameter.LAMBDA2) == 0)
                    .allMatch(report -> report.hyperparameters().get(Hyperparameter.TEMPERATURE) == 2);

            // When
            control("temperature", "3");
            control("temperature", "minus one");
            control("lambda2", null);
            for (int next = RECORDS; newest(first).get(Hyperparameter.LAMBDA2) == 0; next++) {
                long before = first.steps();
                log.produce(next, 1, SAMPLES);
                first.await("a step", seen -> seen.steps() > before);
            }

            // Then
            assertThat(newest(first))
                    .containsEntry(Hyperparameter.TEMPERATURE, 3f)
                    .containsEntry(Hyperparameter.LAMBDA2, 0.5f);
            assertThat(student.lifeCycle().failure()).isEmpty();
        }
        Recorder second = new Recorder();
        try (Student student = start(second)) {
            log.produce(10 * RECORDS, 1, SAMPLES);
            second.await("a step", seen -> seen.steps() > 0);
            assertThat(newest(second)).containsEntry(Hyperparameter.LAMBDA2, 0.5f);
        }
    }

    @Test
    void searchesForTheHyperparametersListsItsCandidatesAndGoesOnAfterARestart() throws Exception {
        // Given
        log.create(2).createTopic(log.topics().control());
        Recorder first = new Recorder();
        log.produce(0, RECORDS, SAMPLES);
        long nextId;
        try (Student student = TinyStudent.start(searching(), first)) {
            first.await("all samples", seen -> seen.trained() + seen.heldOut() == RECORDS * SAMPLES);
            first.await(
                    "the last step",
                    seen -> student.models().isReady() && served(student).step() == seen.steps());

            // When
            control("lambda1", "0.9");
            first.await(
                    "the setting to be refused", seen -> !seen.refusedSettings().isEmpty());
            List<Candidate> candidates = candidates(student.port(), true);

            // Then
            List<Candidate> living = candidates.subList(0, 3);
            List<Candidate> ended = candidates.subList(3, candidates.size());
            assertThat(living).extracting(Candidate::getNumber).containsExactly(0, 1, 2);
            assertThat(living).allMatch(candidate -> candidate.getHoldout().getAgreement() > 0.9);
            assertThat(living).allMatch(candidate -> !candidate.hasEndedAtStep());
            assertThat(living).filteredOn(Candidate::getLeading).hasSize(1);
            assertThat(candidates).filteredOn(Candidate::getServed).hasSize(1);
            assertThat(ended).hasSize((int) first.steps() / RESEED_STEPS);
            assertThat(ended).allMatch(candidate -> candidate.getEnd() == CandidateEnd.CANDIDATE_END_WORST);
            assertThat(candidates)
                    .filteredOn(Candidate::hasParentId)
                    .hasSize(ended.size())
                    .allMatch(candidate -> candidate.getParentId() < candidate.getId());
            assertThat(candidates)
                    .filteredOn(candidate -> candidate.getId() == 1)
                    .singleElement()
                    .satisfies(candidate -> assertThat(candidate.getDialsMap())
                            .containsEntry("lambda1", "0.7")
                            .containsEntry("lambda2", "0.3")
                            .containsEntry("temperature", "2.0")
                            .containsEntry("learning-rate", "0.01"));
            assertThat(candidates(student.port(), false)).hasSize(3);
            nextId = candidates.stream().mapToLong(Candidate::getId).max().orElseThrow() + 1;
        }
        Recorder second = new Recorder();
        try (Student student = TinyStudent.start(searching(), second)) {
            log.produce(RECORDS, RECORDS, SAMPLES);
            second.await("the rest", seen -> seen.trained() + seen.heldOut() == RECORDS * SAMPLES);
            assertThat(candidates(student.port(), true))
                    .hasSize(3 + (int) (first.steps() + second.steps()) / RESEED_STEPS)
                    .extracting(Candidate::getId)
                    .doesNotHaveDuplicates()
                    .anyMatch(id -> id >= nextId);
        }
        assertThat(newestCheckpoint().lineage().step()).isEqualTo(first.steps() + second.steps());
    }

    private static SearchSettings search() {
        List<Hyperparameters> population = Stream.of(0.5f, 0.7f, 0.3f)
                .map(lambda1 -> TinyTask.candidate()
                        .hyperparameters()
                        .with(Map.of(
                                Hyperparameter.LAMBDA1,
                                Schedule.constant(lambda1),
                                Hyperparameter.LAMBDA2,
                                Schedule.constant(1 - lambda1))))
                .toList();
        return new SearchSettings(population, RESEED_STEPS, Criterion.DECISIVE, 1);
    }

    private static List<Candidate> candidates(int port, boolean ended) {
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("localhost", port).usePlaintext().build();
        try {
            return StudentServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(10, TimeUnit.SECONDS)
                    .listCandidates(ListCandidatesRequest.newBuilder()
                            .setIncludeEnded(ended)
                            .build())
                    .getCandidatesList();
        } finally {
            channel.shutdownNow();
        }
    }

    private static Map<Hyperparameter, Float> newest(Recorder recorder) {
        List<StepReport> reports = recorder.reports();
        return reports.get(reports.size() - 1).hyperparameters();
    }

    private Student start(Recorder recorder) throws IOException {
        return TinyStudent.start(TinyStudent.settings(log.topics(), checkpoints), recorder);
    }

    private StudentSettings searching() {
        return TinyStudent.settings(log.topics(), checkpoints, search(), Serving.settings(2, 64));
    }

    private void control(String setting, String value) throws Exception {
        Map<String, Object> config = BROKER.clientSettings();
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(
                            log.topics().control(),
                            "student/%s/%s".formatted(log.topics().student(), setting),
                            value))
                    .get();
        }
    }

    private static ServedModel served(Student student) {
        return student.models().peek().orElseThrow();
    }

    private Checkpoint newestCheckpoint() throws IOException {
        return TinyStudent.newestCheckpoint(checkpoints);
    }

    private static ModelInferResponse infer(int port, float[] image) {
        return TinyStudent.infer(port, image);
    }
}
