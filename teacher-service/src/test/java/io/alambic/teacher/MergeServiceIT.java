package io.alambic.teacher;

import static io.alambic.teacher.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.core.merge.MergeRules;
import io.alambic.core.privacy.PrivacyAccount;
import io.alambic.core.privacy.PrivateVoting;
import io.alambic.core.tensor.Encoding;
import io.alambic.kafka.RecordLimits;
import io.alambic.kafka.TopicNames;
import io.alambic.teacher.StreamsSettings.Guarantee;
import io.alambic.teacher.control.KeyShare;
import io.alambic.teacher.control.TeachingRate;
import io.alambic.teacher.merge.MergeFates;
import io.alambic.teacher.merge.MergeSettings;
import io.alambic.teacher.merge.MergedTeacher;
import io.alambic.teacher.model.ModelSettings;
import io.alambic.teacher.privacy.VoteFate;
import io.alambic.teacher.topology.Augmentations;
import io.alambic.teacher.topology.Fates;
import io.alambic.teacher.topology.LogitsForm;
import io.alambic.teacher.topology.TeacherIdentity;
import io.alambic.teacher.topology.TeachingSettings;
import io.alambic.testing.SharedBroker;
import io.alambic.v1.Knowledge;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Two teachers and their merge against a real broker: what a test without one cannot show is the restore and the transactions. */
class MergeServiceIT {

    private static final int MAX_BATCH = 32;
    private static final int PARTITIONS = 3;
    private static final int SAMPLES = 300;
    private static final int FURTHER = 60;
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofHours(1);

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    @TempDir
    Path folder;

    private final MergeFates merged = new MergeFates();
    private final String application = BROKER.unique("merge");
    private final String answers = BROKER.unique("answers");
    private TestTopics topics;

    @BeforeEach
    void prepare() throws Exception {
        topics = new TestTopics(BROKER);
        topics.create(PARTITIONS);
        topics.create(answers, PARTITIONS);
        for (int i = 0; i < SAMPLES; i++) {
            topics.sendSample(i % PARTITIONS, i);
        }
        topics.flush();
    }

    @AfterEach
    void disconnect() {
        topics.close();
    }

    @Test
    void everySampleIsMergedOnceAlsoIfTheMergeStopsWhileAnswersWait() throws Exception {
        // Given
        try (TeacherService large = teacher("large", 1);
                MergeService merge = merge("one", LONG)) {
            await("the answers of one teacher").until(() -> merged.waiting() == SAMPLES);
            assertThat(merge.lifeCycle().state()).isEqualTo(TeacherLifeCycle.State.TEACHING);
            assertThat(large.lifeCycle().state()).isEqualTo(TeacherLifeCycle.State.TEACHING);
        }

        // When
        try (TeacherService small = teacher("small", 3);
                MergeService merge = merge("two", LONG)) {
            await("all samples").until(() -> merged.samples() == SAMPLES);
            assertThat(small.lifeCycle().state()).isEqualTo(merge.lifeCycle().state());
        }

        // Then
        List<Knowledge> knowledge = topics.knowledge();
        assertThat(knowledge)
                .extracting(record -> record.getSampleIds(0))
                .doesNotHaveDuplicates()
                .hasSize(SAMPLES);
        assertThat(knowledge)
                .allSatisfy(record ->
                        assertThat(record.getTeachersList()).extracting("name").containsExactly("large", "small"));
        assertThat(knowledge.get(0).getFeatureMapsList())
                .extracting("name")
                .containsExactly("large/block1", "small/block1");
        assertThat(topics.deadLetters()).isEmpty();
    }

    @Test
    void aTeacherThatComesLateIsNotWaitedForAndTeachesNothingTwice() throws Exception {
        // Given
        try (TeacherService large = teacher("large", 1);
                MergeService merge = merge("one", Duration.ofMillis(100))) {
            await("all samples").until(() -> merged.samples() == SAMPLES);

            // When
            try (TeacherService small = teacher("small", 3)) {
                await("the late answers").until(() -> merged.late("small") == SAMPLES);
                assertThat(small.lifeCycle().failure()).isEmpty();
            }
            assertThat(large.lifeCycle().failure()).isEmpty();
            assertThat(merge.lifeCycle().failure()).isEmpty();
        }

        // Then
        assertThat(topics.knowledge()).hasSize(SAMPLES).allSatisfy(record -> assertThat(record.getTeachersList())
                .extracting("name")
                .containsExactly("large"));
    }

    /** Three partitions share one budget; a merge that starts anew goes on with what is spent. */
    @Test
    void privateVotesNeverCostMoreThanTheirBudget() throws Exception {
        // Given
        PrivateVoting voting = new PrivateVoting(1, 1, 1, 640, 1e-5);
        try (TeacherService large = teacher("large", 1);
                TeacherService small = teacher("small", 3)) {
            try (MergeService merge = merge("one", LONG, "private-vote", Optional.of(voting))) {
                await("all votes").until(() -> merged.decided() == SAMPLES);
                assertThat(merge.notice()).isEmpty();
            }
            for (int i = 0; i < FURTHER; i++) {
                topics.sendSample(i % PARTITIONS, SAMPLES + i);
            }
            topics.flush();

            // When
            try (MergeService merge = merge("two", LONG, "private-vote", Optional.of(voting))) {
                await("further votes").until(() -> merged.decided() == SAMPLES + FURTHER);
                await("the end of the budget").until(() -> merge.notice().isPresent());
                await("all answers are released")
                        .until(() -> topics.knowledge().size() == merged.votes(VoteFate.ANSWERED));
            }
            assertThat(large.lifeCycle().state()).isEqualTo(small.lifeCycle().state());
        }

        // Then
        List<Knowledge> knowledge = topics.knowledge();
        assertThat(knowledge)
                .extracting(record -> record.getSampleIds(0))
                .doesNotHaveDuplicates()
                .hasSize(merged.votes(VoteFate.ANSWERED));
        int questions = merged.votes(VoteFate.ANSWERED) + merged.votes(VoteFate.NO_CONSENSUS);
        PrivacyAccount account =
                new PrivacyAccount(List.of(new PrivacyAccount.Entry(1, 1, questions, knowledge.size())));
        assertThat(merged.spent()).isEqualTo(account.epsilon(voting.delta())).isLessThanOrEqualTo(640);
        assertThat(merged.votes(VoteFate.NO_BUDGET)).isPositive();
        assertThat(topics.deadLetters()).isEmpty();
    }

    private TeacherService teacher(String name, float factor) throws IOException {
        TopicNames names = topics.names();
        Path model = TinyModel.save(folder.resolve("model-" + name), factor);
        return TeacherService.start(
                new TeacherSettings(
                        streams(application + "-" + name, name),
                        new ModelSettings(model, List.of("block1"), Encoding.FP16, MAX_BATCH),
                        new TeachingSettings(
                                new TeacherIdentity(Optional.of(name), OptionalInt.empty()),
                                new TopicNames(names.samples(), answers, names.control(), names.deadLetters()),
                                MAX_BATCH,
                                SHORT,
                                RecordLimits.DEFAULT.maxRecordBytes(),
                                TeachingRate.ALL,
                                KeyShare.ALL,
                                new LogitsForm.All(),
                                List.of(),
                                TeachingSettings.EVENT_TIME_TOLERANCE,
                                Augmentations.NONE,
                                Optional.empty())),
                new Fates(),
                (samples, nanos) -> {},
                System::nanoTime);
    }

    private MergeService merge(String instance, Duration grace) {
        return merge(instance, grace, "mean-probabilities", Optional.empty());
    }

    private MergeService merge(String instance, Duration grace, String rule, Optional<PrivateVoting> privacy) {
        MergeService merge = new MergeService(
                streams(application, instance),
                new MergeSettings(
                        "merge",
                        topics.names(),
                        answers,
                        MergeRules.of(rule),
                        List.of(new MergedTeacher("large", 1, List.of()), new MergedTeacher("small", 1, List.of())),
                        0,
                        privacy.isEmpty(),
                        grace,
                        1 << 30,
                        RecordLimits.DEFAULT.maxRecordBytes(),
                        privacy),
                merged,
                System::nanoTime,
                new Random(1));
        merge.start();
        return merge;
    }

    private StreamsSettings streams(String group, String instance) {
        return new StreamsSettings(
                BROKER.clientSettings(),
                RecordLimits.DEFAULT,
                group,
                folder.resolve("state-" + instance),
                1,
                Guarantee.EXACTLY_ONCE_V2,
                Duration.ofMillis(50),
                SHORT);
    }
}
