package io.alambic.teacher;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.core.tensor.Encoding;
import io.alambic.kafka.RecordLimits;
import io.alambic.teacher.control.TeachingRate;
import io.alambic.teacher.model.InstrumentedTeacher.BatchListener;
import io.alambic.teacher.model.ModelSettings;
import io.alambic.teacher.topology.Fates;
import io.alambic.teacher.topology.TeachingSettings;
import io.kroxylicious.testing.kafka.api.KafkaCluster;
import io.kroxylicious.testing.kafka.junit5ext.KafkaClusterExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What comes of a teacher whose topics are not as they should be, against a real broker. */
@ExtendWith(KafkaClusterExtension.class)
class TroubledTopicsIT {

    private static final BatchListener NOBODY = (samples, nanos) -> {};
    private static final int MAX_BATCH = 32;

    KafkaCluster cluster;

    @TempDir
    Path folder;

    private final Fates fates = new Fates();
    private Path model;
    private TestTopics topics;

    @BeforeEach
    void prepare() throws Exception {
        model = TinyModel.save(folder.resolve("model"));
        topics = new TestTopics(cluster.getKafkaClientConfiguration());
        topics.create(1);
    }

    @AfterEach
    void disconnect() {
        topics.close();
    }

    @Test
    void aDeadLetterThatItsTopicCannotTakeStopsTheTeacherUntilTheTopicCan() throws Exception {
        // Given
        topics.limit(TestTopics.NAMES.deadLetters(), 1000);
        topics.send(0, new byte[10_000]);
        topics.sendSample(0, 1);
        topics.flush();
        try (TeacherService service = start("one")) {
            Eventually.holds("the failure", () -> service.lifeCycle().state() == LifeCycle.State.FAILED);
            assertThat(service.lifeCycle().failure().orElseThrow()).contains("larger than");
        }
        assertThat(topics.knowledge()).isEmpty();
        assertThat(topics.deadLetters()).isEmpty();

        // When
        topics.limit(TestTopics.NAMES.deadLetters(), 100_000);
        try (TeacherService service = start("two")) {
            Eventually.holds("both fates", () -> !topics.knowledge().isEmpty());
            assertThat(service.lifeCycle().state()).isEqualTo(LifeCycle.State.TEACHING);
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
        topics.delete(TestTopics.NAMES.samples());

        // When
        String lost;
        try (Admin admin = Admin.create(cluster.getKafkaClientConfiguration())) {
            lost = new SamplesTopic(admin, "teacher", TestTopics.NAMES).awaitLost();
        }

        // Then
        assertThat(lost).isEqualTo("the topic 'alambic.samples' was deleted");
    }

    @Test
    void aSamplesTopicThatIsMadeAnewEndsTheTeacherAndIsTaughtFromItsBeginningByTheNext() throws Exception {
        // Given
        String samples = TestTopics.NAMES.samples();
        topics.sendSample(0, 1);
        topics.sendSample(0, 2);
        topics.flush();
        try (TeacherService service = start("one")) {
            Eventually.holds("knowledge", () -> topics.knowledge().size() == 2);
            topics.delete(samples);
            topics.create(samples, 1);
            Eventually.holds("the failure", () -> service.lifeCycle().state() == LifeCycle.State.FAILED);
            assertThat(service.lifeCycle().failure().orElseThrow()).contains(samples);
        }
        Eventually.holds("the group to be left", () -> topics.commit("teacher", 0, 2));
        topics.sendSample(0, 3);
        topics.sendSample(0, 4);
        topics.sendSample(0, 5);
        topics.flush();

        // When
        try (TeacherService service = start("one")) {
            Eventually.holds(
                    "knowledge of the new topic", () -> topics.knowledge().size() == 5);
            assertThat(service.lifeCycle().state()).isEqualTo(LifeCycle.State.TEACHING);
        }

        // Then
        assertThat(topics.knowledge())
                .extracting(answer -> answer.getSampleIds(0))
                .containsExactly("sample-1", "sample-2", "sample-3", "sample-4", "sample-5");
    }

    private TeacherService start(String instance) throws IOException {
        Duration shortly = Duration.ofMillis(20);
        return TeacherService.start(
                new TeacherSettings(
                        new StreamsSettings(
                                cluster.getKafkaClientConfiguration(),
                                RecordLimits.DEFAULT,
                                "teacher",
                                folder.resolve(instance),
                                1,
                                StreamsSettings.Guarantee.EXACTLY_ONCE_V2,
                                Duration.ofMillis(50),
                                shortly),
                        new ModelSettings(model, List.of("block1"), Encoding.FP16, MAX_BATCH),
                        new TeachingSettings(
                                TestTopics.NAMES,
                                MAX_BATCH,
                                shortly,
                                RecordLimits.DEFAULT.maxRecordBytes(),
                                TeachingRate.ALL)),
                fates,
                NOBODY,
                System::nanoTime);
    }
}
