package io.alambic.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.kafka.RecordLimits;
import io.alambic.kafka.TopicNames;
import io.alambic.kafka.TopicPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicsScriptTest {

    /** Stands where Kafka's tool is; writes its arguments down. */
    private static final String RECORDER = "#!/bin/sh\necho \"$@\" >> \"$KAFKA_HOME/calls\"\n";

    @Test
    void createsTheTopicsThatTheServicesPlanFor(@TempDir Path kafkaHome) throws Exception {
        // When
        List<String> calls = callsOf(kafkaHome, Map.of("PARTITIONS", "7", "REPLICATION_FACTOR", "3"));

        // Then
        var plan = new TopicPlan(TopicNames.DEFAULT, RecordLimits.DEFAULT, 7, (short) 3);
        assertThat(calls)
                .containsExactlyElementsOf(
                        plan.topics().stream().map(TopicsScriptTest::call).toList());
    }

    @Test
    void createsTheTopicOfSeveralTeachersWhereThereAreSome(@TempDir Path kafkaHome) throws Exception {
        // When
        List<String> calls = callsOf(kafkaHome, Map.of("ANSWERS", "alambic.answers"));

        // Then
        var plan =
                new TopicPlan(TopicNames.DEFAULT, Optional.of("alambic.answers"), RecordLimits.DEFAULT, 4, (short) 1);
        assertThat(calls)
                .containsExactlyElementsOf(
                        plan.topics().stream().map(TopicsScriptTest::call).toList());
    }

    private static List<String> callsOf(Path kafkaHome, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path tool = kafkaHome.resolve("bin/kafka-topics.sh");
        Files.createDirectories(tool.getParent());
        Files.writeString(tool, RECORDER);
        assertThat(tool.toFile().setExecutable(true)).isTrue();
        return run(kafkaHome, environment);
    }

    private static List<String> run(Path kafkaHome, Map<String, String> environment)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(
                        "/bin/sh",
                        Repository.path("deploy/kafka/create-topics.sh").toString())
                .inheritIO();
        builder.environment().putAll(environment);
        builder.environment().put("KAFKA_HOME", kafkaHome.toString());
        builder.environment().put("BOOTSTRAP_SERVERS", "broker:9092");
        assertThat(builder.start().waitFor()).isZero();
        return Files.readAllLines(kafkaHome.resolve("calls"));
    }

    private static String call(NewTopic topic) {
        List<String> words = new ArrayList<>(List.of(
                "--bootstrap-server",
                "broker:9092",
                "--create",
                "--if-not-exists",
                "--topic",
                topic.name(),
                "--partitions",
                Integer.toString(topic.numPartitions()),
                "--replication-factor",
                Short.toString(topic.replicationFactor())));
        new TreeMap<>(topic.configs()).forEach((key, value) -> words.addAll(List.of("--config", key + "=" + value)));
        return String.join(" ", words);
    }
}
