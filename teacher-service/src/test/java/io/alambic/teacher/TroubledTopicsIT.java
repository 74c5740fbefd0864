package io.alambic.teacher;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.core.tensor.Encoding;
import io.alambic.teacher.control.TeachingRate;
import io.alambic.teacher.model.InstrumentedTeacher.BatchListener;
import io.alambic.teacher.model.ModelSettings;
import io.alambic.teacher.topology.Fates;
import io.alambic.teacher.topology.TeachingSettings;
import io.alambic.topics.RecordLimits;
import io.kroxylicious.testing.kafka.api.KafkaCluster;
import io.kroxylicious.testing.kafka.junit5ext.KafkaClusterExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
