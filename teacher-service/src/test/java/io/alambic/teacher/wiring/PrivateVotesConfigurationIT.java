package io.alambic.teacher.wiring;

import static io.alambic.teacher.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.core.privacy.PrivateVoting;
import io.alambic.teacher.MergeService;
import io.alambic.teacher.TestTopics;
import io.alambic.teacher.merge.MergeBench;
import io.alambic.teacher.merge.MergeFates;
import io.alambic.teacher.merge.MergeSettings;
import io.alambic.teacher.merge.MergedTeacher;
import io.alambic.teacher.privacy.VoteFate;
import io.alambic.testing.SharedBroker;
import io.alambic.v1.Knowledge;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The configuration of docs/privacy.md, by which a merge asks 40 teachers over a real broker; its noise is not seeded. */
class PrivateVotesConfigurationIT {

    private static final Path FILE = Path.of("..", "deploy", "private-votes", "centre.yaml");
    private static final int AGREED = 60;
    private static final int SPLIT = 10;

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    @TempDir
    Path folder;

    @Test
    void whatMostTeachersAgreeOnIsAnsweredUntilTheBudgetIsSpent() throws Exception {
        try (TestTopics topics = new TestTopics(BROKER)) {
            // Given
            String answers = BROKER.unique("answers");
            topics.create(1);
            topics.create(answers, 1);
            ConfiguredMerge configured = configured(topics, answers);
            MergeSettings settings = configured.settings();
            PrivateVoting voting = settings.privacy().orElseThrow();
            MergeFates fates = new MergeFates();

            // When
            try (MergeService merge =
                    new MergeService(configured.streams(), settings, fates, System::nanoTime, new SecureRandom())) {
                merge.start();
                for (int sample = 0; sample < SPLIT + AGREED; sample++) {
                    for (int t = 0; t < settings.teachers().size(); t++) {
                        MergedTeacher teacher = settings.teachers().get(t);
                        int vote = sample < SPLIT ? t % 2 : 2;
                        topics.send(
                                answers,
                                0,
                                MergeBench.answer(teacher.name(), sample, vote)
                                        .build()
                                        .toByteArray());
                    }
                }
                topics.flush();
                await("all votes").until(() -> fates.decided() == SPLIT + AGREED);
                await("all answers are released")
                        .until(() -> topics.knowledge().size() == fates.votes(VoteFate.ANSWERED));
            }

            // Then
            List<Knowledge> answered = topics.knowledge().stream()
                    .filter(knowledge -> knowledge.getOrigin().getOffset() >= SPLIT)
                    .toList();
            assertThat(answered).hasSizeGreaterThan(AGREED / 4).allSatisfy(knowledge -> assertThat(
                            MergeBench.logits(knowledge))
                    .containsExactly(Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY, 0));
            assertThat(fates.votes(VoteFate.NO_CONSENSUS)).isPositive();
            assertThat(fates.votes(VoteFate.NO_BUDGET)).isPositive();
            assertThat(fates.spent()).isPositive().isLessThanOrEqualTo(voting.epsilon());
        }
    }

    private ConfiguredMerge configured(TestTopics topics, String answers) throws IOException {
        Map<String, String> ofTheTest = new HashMap<>(topics.settings());
        ofTheTest.put("alambic.merge.answers", answers);
        ofTheTest.put("alambic.merge.application-id", BROKER.unique("merge"));
        ofTheTest.put("alambic.teacher.state-dir", folder.toString());
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withSources(
                        new YamlConfigSource(FILE.toUri().toURL(), 100),
                        new PropertiesConfigSource(ofTheTest, "test", 200))
                .build();
        return new ConfiguredMerge(TeacherConfiguration.read(config, BROKER.clientSettings(), true));
    }
}
