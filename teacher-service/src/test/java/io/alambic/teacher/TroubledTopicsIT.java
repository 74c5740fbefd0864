package io.alambic.teacher;

import static io.alambic.teacher.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.core.tensor.Encoding;
import io.alambic.kafka.RecordLimits;
import io.alambic.teacher.control.TeachingRate;
import io.alambic.teacher.model.InstrumentedTeacher.BatchListener;
import io.alambic.teacher.model.ModelSettings;
import io.alambic.teacher.topology.Fates;
import io.alambic.teacher.topology.TeachingSettings;
import io.alambic.testing.SharedBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What comes of a teacher whose topics are not as they should be, against a real broker. */
class TroubledTopicsIT {

    private static final BatchListener NOBODY = (samples, nanos) -> {};
    private static final int MAX_BATCH = 32;

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    @TempDir
    Path folder;

    private final Fates fates = new Fates();
    private final String application = BROKER.unique("teacher");
    private Path model;
    private TestTopics topics;

    @BeforeEach
    void prepare() throws Exception {
        model = TinyModel.save(folder.resolve("model"));
        topics = new TestTopics(BROKER);
        topics.create(1);
    }

    @AfterEach
    void disconnect() {
        topics.close();
    }

    @Test
    void aDeadLetterThatItsTopicCannotTakeStopsTheTeacherUntilTheTopicCan() throws Exception {
        // Given
        topics.limit(topics.names().deadLetters(), 1000);
        topics.send(0, new byte[10_000]);
        topics.sendSample(0, 1);
        topics.flush();
        try (TeacherService service = start("one")) {
            await("the failure").until(() -> service.lifeCycle().state() == TeacherLifeCycle.State.FAILED);
            assertThat(service.lifeCycle().failure().orElseThrow()).contains("larger than");
        }
        assertThat(topics.knowledge()).isEmpty();
        assertThat(topics.deadLetters()).isEmpty();

        // When
        topics.limit(topics.names().deadLetters(), 100_000);
        try (TeacherService service = start("two")) {
            await("both fates").until(() -> !topics.knowledge().isEmpty());
            assertThat(service.lifeCycle().state()).isEqualTo(TeacherLifeCycle.State.TEACHING);
        }

        // Then
        assertThat(topics.knowledge())
                .singleElement()
                .satisfies(answer -> assertThat(answer.getOrigin().getOffset()).isEqualTo(1));
        assertThat(topics.deadLetters()).singleElement().satisfies(letter -> assertThat(letter.offset())
                .isZero());
    }

    @Test
    void aSamplesTopicThatIsDeletedIsNoticed() throws Exception {
        // Given
        topics.delete(topics.names().samples());

        // When
        String lost;
        try (Admin admin = Admin.create(BROKER.clientSettings())) {
            lost = new SourceTopic(
                            admin,
                            application,
                            topics.names().samples(),
                            topics.names().control(),
                            List.of(new ChangelogPartitions(admin, application)))
                    .awaitLost();
        }

        // Then
        assertThat(lost)
                .isEqualTo("the topic '%s' was deleted".formatted(topics.names().samples()));
    }

    @Test
    void aSamplesTopicThatIsMadeAnewEndsTheTeacherAndIsTaughtFromItsBeginningByTheNext() throws Exception {
        // Given
        String samples = topics.names().samples();
        topics.sendSample(0, 1);
        topics.sendSample(0, 2);
        topics.flush();
        try (TeacherService service = start("one")) {
            await("knowledge").until(() -> topics.knowledge().size() == 2);
            topics.delete(samples);
            topics.create(samples, 1);
            await("the failure").until(() -> service.lifeCycle().state() == TeacherLifeCycle.State.FAILED);
            assertThat(service.lifeCycle().failure().orElseThrow()).contains(samples);
        }
        await("the group to be left").until(() -> topics.commit(application, 0, 2));
        topics.sendSample(0, 3);
        topics.sendSample(0, 4);
        topics.sendSample(0, 5);
        topics.flush();

        // When
        try (TeacherService service = start("one")) {
            await("knowledge of the new topic").until(() -> topics.knowledge().size() == 5);
            assertThat(service.lifeCycle().state()).isEqualTo(TeacherLifeCycle.State.TEACHING);
        }

        // Then
        assertThat(topics.knowledge())
                .extracting(answer -> answer.getSampleIds(0))
                .containsExactly("sample-1", "sample-2", "sample-3", "sample-4", "sample-5");
    }

    @Test
    void aSamplesTopicThatGrowsWhileItIsTaughtIsTaughtInAllOfItsPartitions() throws Exception {
        // Given
        topics.growSamples(2);
        sendToEach(2, 0);
        try (TeacherService service = start("one")) {
            await("the first partitions").until(() -> topics.knowledge().size() == 2);

            // When
            topics.growSamples(4);
            sendToEach(4, 100);
            await("all partitions").until(() -> topics.knowledge().size() == 6);

            // Then
            assertThat(service.lifeCycle().state()).isEqualTo(TeacherLifeCycle.State.TEACHING);
            assertThat(topics.knowledge())
                    .extracting(answer -> answer.getSampleIds(0))
                    .containsExactlyInAnyOrder(
                            "sample-0", "sample-1", "sample-100", "sample-101", "sample-102", "sample-103");
        }
    }

    @Test
    void aSamplesTopicThatHasGrownWhileNoTeacherRanIsTaughtInAllOfItsPartitions() throws Exception {
        // Given
        topics.growSamples(2);
        sendToEach(2, 0);
        try (TeacherService service = start("one")) {
            await("the first partitions").until(() -> topics.knowledge().size() == 2);
        }
        topics.growSamples(4);
        sendToEach(4, 100);

        // When
        try (TeacherService service = start("one")) {
            await("all partitions").until(() -> topics.knowledge().size() == 6);
            assertThat(service.lifeCycle().failure()).isEmpty();
        }

        // Then
        assertThat(topics.knowledge())
                .extracting(answer -> answer.getOrigin().getPartition())
                .containsExactlyInAnyOrder(0, 1, 0, 1, 2, 3);
    }

    private void sendToEach(int partitions, long first) throws Exception {
        for (int partition = 0; partition < partitions; partition++) {
            topics.sendSample(partition, first + partition);
        }
        topics.flush();
    }

    private TeacherService start(String instance) throws IOException {
        Duration shortly = Duration.ofMillis(20);
        return TeacherService.start(
                new TeacherSettings(
                        new StreamsSettings(
                                BROKER.clientSettings(),
                                RecordLimits.DEFAULT,
                                application,
                                folder.resolve(instance),
                                1,
                                StreamsSettings.Guarantee.EXACTLY_ONCE_V2,
                                Duration.ofMillis(50),
                                shortly),
                        new ModelSettings(model, List.of("block1"), Encoding.FP16, MAX_BATCH),
                        new TeachingSettings(
                                topics.names(),
                                MAX_BATCH,
                                shortly,
                                RecordLimits.DEFAULT.maxRecordBytes(),
                                TeachingRate.ALL)),
                fates,
                NOBODY,
                System::nanoTime);
    }
}
