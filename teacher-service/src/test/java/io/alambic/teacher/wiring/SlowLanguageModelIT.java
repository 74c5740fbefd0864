package io.alambic.teacher.wiring;

import static io.alambic.teacher.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.alambic.models.llm.ChatServer;
import io.alambic.teacher.TeacherLifeCycle;
import io.alambic.teacher.TeacherService;
import io.alambic.teacher.TeacherSettings;
import io.alambic.teacher.TestTopics;
import io.alambic.teacher.topology.Fates;
import io.alambic.testing.SharedBroker;
import io.alambic.v1.DataType;
import io.alambic.v1.SampleBatch;
import io.alambic.v1.Tensor;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A language model that takes 30 s to answer, behind a real broker, with the time limits that a teacher has unless told otherwise. */
@Execution(ExecutionMode.CONCURRENT)
class SlowLanguageModelIT {

    private static final Duration SLOW = Duration.ofSeconds(30);
    private static final List<String> FIRST = texts(0, 8);
    private static final List<String> SECOND = texts(8, 16);

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    @TempDir
    Path folder;

    @Test
    void aTeacherKeepsItsPartitionsWhileItWaitsForAnswersOf30Seconds() throws Exception {
        try (TestTopics topics = new TestTopics(BROKER);
                ChatServer server = new ChatServer()) {
            // Given
            topics.create(2);
            String group = BROKER.unique("slow-teacher");
            server.answerTokens(prompt -> Map.of("even", 0.9));
            server.answerAfter(prompt -> FIRST.contains(prompt) ? SLOW : Duration.ZERO);
            try (TeacherService service = TeacherService.start(
                    settings(topics, server, group), new Fates(), (samples, nanos) -> {}, System::nanoTime)) {
                send(topics, 0, List.of("left"));
                send(topics, 1, List.of("right"));
                await("both partitions").until(() -> taught(topics).size() == 2);
                Map<String, Set<TopicPartition>> owners = topics.owners(group);
                Map<String, Object> rebalances = rebalances(group);

                // When
                send(topics, 0, FIRST);
                await("the calls").until(() -> server.prompts().containsAll(FIRST));
                send(topics, 1, SECOND.subList(0, 4));
                send(topics, 0, SECOND.subList(4, 8));
                await("the answers").until(() -> taught(topics).size() >= 2 + FIRST.size() + SECOND.size());

                // Then
                assertThat(topics.owners(group)).isEqualTo(owners);
                assertThat(rebalances).hasSize(1);
                assertThat(rebalances(group)).isEqualTo(rebalances);
                assertThat(service.lifeCycle().state()).isEqualTo(TeacherLifeCycle.State.TEACHING);
            }
            List<String> all = Stream.of(List.of("left", "right"), FIRST, SECOND)
                    .flatMap(List::stream)
                    .toList();
            assertThat(taught(topics)).containsExactlyInAnyOrderElementsOf(all);
            assertThat(server.prompts()).containsExactlyInAnyOrderElementsOf(all);
            assertThat(topics.knowledgeWritten()).isEqualTo(topics.knowledge().size());
            assertThat(topics.committed(group)).containsOnly(Map.entry(0, 3L), Map.entry(1, 2L));
        }
    }

    private TeacherSettings settings(TestTopics topics, ChatServer server, String group) {
        Map<String, String> given = new HashMap<>(topics.settings());
        given.put("alambic.teacher.llm.endpoint", server.endpoint().toString());
        given.put("alambic.teacher.llm.model", ChatServer.MODEL);
        given.put("alambic.teacher.llm.prompt", "{text}");
        given.put("alambic.teacher.llm.classes", "even,odd");
        given.put("alambic.teacher.application-id", group);
        given.put("alambic.teacher.state-dir", folder.toString());
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(given, "test", 100))
                .build();
        return new ConfiguredTeacher(TeacherConfiguration.read(config, BROKER.clientSettings(), false)).settings();
    }

    private static List<String> texts(int from, int to) {
        return IntStream.range(from, to).mapToObj("text %02d"::formatted).toList();
    }

    /** Sends a record of texts of equal length, which are the samples' ids too. */
    private static void send(TestTopics topics, int partition, List<String> texts) throws Exception {
        byte[] all = String.join("", texts).getBytes(StandardCharsets.UTF_8);
        topics.send(
                partition,
                SampleBatch.newBuilder()
                        .addTensors(Tensor.newBuilder()
                                .setName("text")
                                .setDataType(DataType.DATA_TYPE_UINT8)
                                .addShape(texts.size())
                                .addShape(all.length / texts.size())
                                .setData(ByteString.copyFrom(all)))
                        .addAllSampleIds(texts)
                        .build()
                        .toByteArray());
        topics.flush();
    }

    /** Ids of the samples in committed knowledge. */
    private static List<String> taught(TestTopics topics) {
        return topics.knowledge().stream()
                .flatMap(knowledge -> knowledge.getSampleIdsList().stream())
                .toList();
    }

    /** How often the group of each stream thread was balanced anew, by the thread's consumer. */
    private static Map<String, Object> rebalances(String group) throws JMException {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        Map<String, Object> rebalances = new TreeMap<>();
        for (ObjectName consumer : beans.queryNames(
                new ObjectName("kafka.consumer:type=consumer-coordinator-metrics,client-id=" + group + "*"), null)) {
            rebalances.put(consumer.getKeyProperty("client-id"), beans.getAttribute(consumer, "rebalance-total"));
        }
        return rebalances;
    }
}
