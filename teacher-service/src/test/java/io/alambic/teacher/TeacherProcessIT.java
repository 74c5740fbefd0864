package io.alambic.teacher;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.kafka.DeadLetter;
import io.alambic.v1.Origin;
import io.kroxylicious.testing.kafka.api.KafkaCluster;
import io.kroxylicious.testing.kafka.junit5ext.KafkaClusterExtension;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged teacher as a process, against a real broker. */
@ExtendWith(KafkaClusterExtension.class)
class TeacherProcessIT {

    private static final int TERMINATED = 128 + 15;

    KafkaCluster cluster;

    @TempDir
    Path folder;

    private TestTopics topics;
    private int processes;

    @BeforeEach
    void prepare() throws IOException {
        topics = new TestTopics(cluster.getKafkaClientConfiguration());
        TinyModel.save(folder.resolve("model"));
    }

    @AfterEach
    void disconnect() {
        topics.close();
    }

    @Test
    void tellsItsHealthItsMetricsAndEndsInOrder() throws Exception {
        // Given
        topics.create(2);
        try (TeacherProcess process = start()) {
            process.awaitReady();
            topics.send(0, TinyModel.samples(32, 0).build().toByteArray());
            topics.send(1, "no samples".getBytes(StandardCharsets.UTF_8));
            topics.flush();
            Eventually.holds(
                    "both records to be counted",
                    () -> records(process, "taught") == 1 && records(process, "dead_lettered") == 1);

            // When
            String metrics = process.get("/q/metrics").body();
            String live = process.get("/q/health/live").body();
            String started = process.get("/q/health/started").body();
            process.terminate();

            // Then
            assertThat(process.awaitEnd()).isEqualTo(TERMINATED);
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

    @Test
    void waitsForItsTopicsAndSaysWhichAreMissing() throws Exception {
        // Given
        try (TeacherProcess process = start()) {
            Eventually.holds("the missing topics to be named", () -> process.output()
                    .contains("waiting for topics that do not exist yet: "
                            + "[alambic.control, alambic.dead-letters, alambic.knowledge, alambic.samples]"));
            assertThat(process.get("/q/health/live").status()).isEqualTo(200);
            assertThat(process.get("/q/health/ready").status()).isEqualTo(503);
            assertThat(process.get("/q/health/started").status()).isEqualTo(503);

            // When
            topics.create(1);

            // Then
            process.awaitReady();
            assertThat(process.get("/q/health/started").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = 20261124)
    void everyRecordMeetsOneFateAlthoughTheProcessIsKilledAgainAndAgain(long seed) throws Exception {
        // Given
        int records = 3000;
        int kills = 3;
        Random random = new Random(seed);
        int partitions = 2;
        topics.create(partitions);
        List<Long> garbage = new ArrayList<>();
        int sent = 0;

        // When
        for (int kill = 1; kill <= kills; kill++) {
            try (TeacherProcess process = start()) {
                process.awaitReady();
                sent = send(records * kill / (kills + 1), sent, partitions, garbage);
                int written = sent - garbage.size() - random.nextInt(records / (kills + 1));
                Eventually.holds("%d answers".formatted(written), () -> topics.knowledgeWritten() >= written);
                process.kill();
            }
        }
        try (TeacherProcess process = start()) {
            process.awaitReady();
            sent = send(records, sent, partitions, garbage);
            Eventually.holds(
                    "the fates of all, seed " + seed,
                    () -> topics.knowledge().size() + topics.deadLetters().size() >= records);
            process.terminate();
            process.awaitEnd();
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

    private static double records(TeacherProcess process, String fate) throws Exception {
        return MetricsTable.value(
                process.get("/q/metrics").body(), "alambic_teacher_records_total{fate=\"" + fate + "\"}");
    }

    private TeacherProcess start() throws IOException {
        Map<String, String> settings = new HashMap<>();
        settings.put("kafka.bootstrap.servers", cluster.getBootstrapServers());
        settings.put("alambic.teacher.model", folder.resolve("model").toString());
        settings.put("alambic.teacher.feature-maps", "block1");
        settings.put("alambic.teacher.max-batch", "32");
        settings.put("alambic.teacher.state-dir", folder.resolve("state").toString());
        return TeacherProcess.start(folder.resolve("log" + processes++), settings);
    }
}
