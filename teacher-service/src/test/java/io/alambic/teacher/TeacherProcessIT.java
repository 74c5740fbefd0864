package io.alambic.teacher;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.kafka.DeadLetter;
import io.alambic.testing.ServiceUnderTest;
import io.alambic.testing.SharedBroker;
import io.alambic.v1.Origin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged teacher as a process, against a real broker. */
class TeacherProcessIT {

    private static final int TERMINATED = 128 + 15;

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    @TempDir
    Path folder;

    private final String application = BROKER.unique("teacher");
    private TestTopics topics;
    private int processes;

    @BeforeEach
    void prepare() throws IOException {
        topics = new TestTopics(BROKER);
        TinyModel.save(folder.resolve("model"));
    }

    @AfterEach
    void disconnect() {
        topics.close();
    }

    @Test
    void waitsForItsTopicsThenTellsItsHealthAndItsMetricsAndEndsInOrder() throws Exception {
        try (ServiceUnderTest process = start()) {
            // Given
            process.await("the missing topics are named", () -> process.output()
                    .contains("waiting for topics that do not exist yet: "
                            + new TreeSet<>(topics.settings().values())));
            assertThat(process.status("/q/health/live")).isEqualTo(200);
            assertThat(process.status("/q/health/ready")).isEqualTo(503);
            assertThat(process.status("/q/health/started")).isEqualTo(503);
            topics.create(2);
            process.awaitReady();
            topics.send(0, TinyModel.samples(32, 0).build().toByteArray());
            topics.send(1, "no samples".getBytes(StandardCharsets.UTF_8));
            topics.flush();
            process.await(
                    "both records are counted",
                    () -> records(process, "taught") == 1 && records(process, "dead_lettered") == 1);

            // When
            String metrics = process.metrics();
            String live = process.body("/q/health/live");
            String started = process.body("/q/health/started");
            process.terminate();

            // Then
            assertThat(process.exitCode()).isEqualTo(TERMINATED);
            assertThat(MetricsTable.published(metrics))
                    .isEqualTo(MetricsTable.documented(Path.of(System.getProperty("alambic.test.metrics"))));
            assertThat(MetricsTable.value(metrics, "alambic_teacher_samples_total{fate=\"taught\"}"))
                    .isEqualTo(32);
            assertThat(MetricsTable.value(metrics, "alambic_teacher_dead_letters_total{reason=\"malformed\"}"))
                    .isEqualTo(1);
            assertThat(MetricsTable.value(metrics, "alambic_teacher_batches_total"))
                    .isEqualTo(1);
            assertThat(MetricsTable.value(metrics, "alambic_teacher_batch_samples_sum"))
                    .isEqualTo(32);
            assertThat(MetricsTable.value(metrics, "alambic_teacher_teaching_rate_ratio"))
                    .isEqualTo(1);
            assertThat(MetricsTable.value(metrics, "alambic_teacher_pending_samples"))
                    .isZero();
            assertThat(MetricsTable.value(metrics, "alambic_teacher_lag_records"))
                    .isZero();
            assertThat(live).contains("\"UP\"").contains("TEACHING");
            assertThat(started).contains("\"UP\"");
            assertThat(process.output())
                    .contains("Stopped")
                    .doesNotContain("ERROR")
                    .doesNotContain("\tat ");
            assertThat(topics.knowledge()).hasSize(1);
            assertThat(topics.deadLetters()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = 20261124)
    void everyRecordMeetsOneFateAlthoughTheProcessIsKilled(long seed) throws Exception {
        // Given
        int records = 2000;
        Random random = new Random(seed);
        int partitions = 2;
        topics.create(partitions);
        List<Long> garbage = new ArrayList<>();

        // When
        try (ServiceUnderTest process = start()) {
            process.awaitReady();
            int sent = send(records / 2, 0, partitions, garbage);
            int written = sent - garbage.size() - random.nextInt(records / 2);
            process.await("%d answers".formatted(written), () -> topics.knowledgeWritten() >= written);
            process.kill();
        }
        try (ServiceUnderTest process = start()) {
            process.awaitReady();
            send(records, records / 2, partitions, garbage);
            process.await(
                    "the fates of all, seed " + seed,
                    () -> topics.knowledge().size() + topics.deadLetters().size() >= records);
            process.terminate();
            process.exitCode();
        }

        // Then
        assertThat(topics.deadLetters()).extracting(DeadLetter::reason).containsOnly("malformed");
        assertThat(topics.deadLetters()).as("seed %d", seed).hasSize(garbage.size());
        assertThat(topics.knowledge())
                .as("seed %d", seed)
                .extracting(answer -> answer.getSampleIds(0))
                .doesNotHaveDuplicates()
                .hasSize(records - garbage.size());
        assertThat(topics.knowledge()).extracting(answer -> answer.getOrigin()).doesNotHaveDuplicates();
        assertThat(topics.deadLetters())
                .extracting(letter -> Origin.newBuilder()
                        .setPartition(letter.partition())
                        .setOffset(letter.offset())
                        .build())
                .doesNotHaveDuplicates();
    }

    private int send(int upTo, int sent, int partitions, List<Long> garbage) throws Exception {
        for (int i = sent; i < upTo; i++) {
            if (i % 100 == 17) {
                garbage.add((long) i);
                topics.send(i % partitions, new byte[] {0});
            } else {
                topics.sendSample(i % partitions, i);
            }
        }
        topics.flush();
        return upTo;
    }

    private static double records(ServiceUnderTest process, String fate) throws Exception {
        return MetricsTable.value(process.metrics(), "alambic_teacher_records_total{fate=\"" + fate + "\"}");
    }

    private ServiceUnderTest start() {
        Map<String, String> settings = new HashMap<>(topics.settings());
        settings.put("kafka.bootstrap.servers", BROKER.bootstrapServers());
        settings.put("alambic.teacher.application-id", application);
        settings.put("alambic.teacher.model", folder.resolve("model").toString());
        settings.put("alambic.teacher.feature-maps", "block1");
        settings.put("alambic.teacher.max-batch", "32");
        settings.put("alambic.teacher.state-dir", folder.resolve("state").toString());
        return ServiceUnderTest.start(settings, folder.resolve("log" + processes++));
    }
}
