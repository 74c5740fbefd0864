package io.alambic.teacher;

import static io.alambic.teacher.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.core.merge.MergeRules;
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
import io.alambic.teacher.topology.Augmentations;
import io.alambic.teacher.topology.Fates;
import io.alambic.teacher.topology.LogitsForm;
import io.alambic.teacher.topology.TeacherIdentity;
import io.alambic.teacher.topology.TeachingSettings;
import io.alambic.testing.SharedBroker;
import io.kroxylicious.testing.kafka.api.KafkaCluster;
import io.kroxylicious.testing.kafka.junit5ext.KafkaClusterExtension;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.connect.mirror.MirrorMaker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A site with a broker of its own answers for a centre, through MirrorMaker with the configuration under {@code deploy/federated}: only two
 * brokers and a real mirror show that places of samples survive the way there and back.
 */
@ExtendWith(KafkaClusterExtension.class)
class FederatedSitesIT {

    private static final Path CONFIGURATION = Path.of("..", "deploy", "federated", "mirror.properties");
    private static final int PARTITIONS = 3;
    private static final int SAMPLES = 90;

    /** A topic that the mirror's configuration does not name. */
    private static final String OF_THE_SITE = "patients";

    /** Records that the centre has deleted, so that no offset at the site is that of the centre. */
    private static final int DELETED = 6;

    @RegisterExtension
    static final SharedBroker CENTRE = new SharedBroker();

    KafkaCluster site;

    @TempDir
    Path folder;

    private final MergeFates merged = new MergeFates();
    private final String answers = CENTRE.unique("answers");
    private TestTopics centre;
    private TestTopics home;

    @BeforeEach
    void prepare() throws Exception {
        centre = new TestTopics(CENTRE);
        centre.create(PARTITIONS);
        centre.create(answers, PARTITIONS);
        for (int i = 0; i < SAMPLES; i++) {
            centre.sendSample(i % PARTITIONS, i);
        }
        centre.flush();
        centre.deleteSamples(PARTITIONS, DELETED / PARTITIONS);
        home = new TestTopics(site.getKafkaClientConfiguration(), centre.names());
        home.create(PARTITIONS);
        home.create(answers, PARTITIONS);
        home.create(OF_THE_SITE, 1);
    }

    @AfterEach
    void disconnect() {
        centre.close();
        home.close();
    }

    @Test
    void aSiteTeachesTheCentreAndItsOwnSamplesStay() throws Exception {
        try (TeacherService north = teacher("north", site.getKafkaClientConfiguration());
                TeacherService south = teacher("south", CENTRE.clientSettings());
                MergeService merge = merge()) {
            // When
            try (AutoCloseable mirror = mirror("site")) {
                await("all samples").until(() -> merged.samples() == SAMPLES - DELETED);
            }

            // Then
            assertThat(centre.knowledge())
                    .hasSize(SAMPLES - DELETED)
                    .allSatisfy(record -> assertThat(record.getTeachersList())
                            .extracting("name")
                            .containsExactly("north", "south"))
                    .extracting(record -> record.getSampleIds(0))
                    .doesNotHaveDuplicates();
            assertThat(centre.all()).doesNotContain(OF_THE_SITE);

            // When everything is mirrored once more, by a mirror that has forgotten what it did
            try (AutoCloseable forgetful = mirror("again")) {
                await("the same answers again").until(() -> merged.late("north") >= SAMPLES - DELETED);
            }

            // Then
            assertThat(centre.knowledge()).hasSize(SAMPLES - DELETED);
            assertThat(List.of(north, south))
                    .allSatisfy(
                            teacher -> assertThat(teacher.lifeCycle().failure()).isEmpty());
            assertThat(merge.lifeCycle().failure()).isEmpty();
        }
    }

    private AutoCloseable mirror(String name) throws IOException {
        Properties file = new Properties();
        try (Reader reader = Files.newBufferedReader(CONFIGURATION)) {
            file.load(reader);
        }
        Map<String, String> settings = new HashMap<>();
        file.stringPropertyNames()
                .forEach(key -> settings.put(
                        key.replaceAll("\\bsite\\b", name),
                        file.getProperty(key)
                                .replaceAll("\\bsite\\b", name)
                                .replace("alambic.samples", centre.names().samples())
                                .replace("alambic.answers", answers)));
        settings.put("centre.bootstrap.servers", CENTRE.bootstrapServers());
        settings.put(name + ".bootstrap.servers", site.getBootstrapServers());
        MirrorMaker mirror = new MirrorMaker(settings);
        mirror.start();
        return () -> {
            mirror.stop();
            mirror.awaitStop();
        };
    }

    private TeacherService teacher(String name, Map<String, Object> broker) throws IOException {
        TopicNames names = centre.names();
        return TeacherService.start(
                new TeacherSettings(
                        streams(name, broker),
                        new ModelSettings(
                                TinyModel.save(folder.resolve("model-" + name)), List.of("block1"), Encoding.FP16, 32),
                        new TeachingSettings(
                                new TeacherIdentity(Optional.of(name), OptionalInt.empty()),
                                new TopicNames(names.samples(), answers, names.control(), names.deadLetters()),
                                32,
                                Duration.ofMillis(20),
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

    private MergeService merge() {
        MergeService merge = new MergeService(
                streams("merge", CENTRE.clientSettings()),
                new MergeSettings(
                        "merge",
                        centre.names(),
                        answers,
                        MergeRules.of("mean-probabilities"),
                        List.of(new MergedTeacher("north", 1, List.of()), new MergedTeacher("south", 1, List.of())),
                        0,
                        false,
                        Duration.ofHours(1),
                        1 << 30,
                        RecordLimits.DEFAULT.maxRecordBytes(),
                        Optional.empty()),
                merged,
                System::nanoTime,
                new Random(1));
        merge.start();
        return merge;
    }

    private StreamsSettings streams(String name, Map<String, Object> broker) {
        return new StreamsSettings(
                broker,
                RecordLimits.DEFAULT,
                CENTRE.unique(name),
                folder.resolve("state-" + name),
                1,
                Guarantee.EXACTLY_ONCE_V2,
                Duration.ofMillis(50),
                Duration.ofMillis(20));
    }
}
