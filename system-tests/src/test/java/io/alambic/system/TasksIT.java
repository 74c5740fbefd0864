package io.alambic.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.alambic.client.ElementType;
import io.alambic.client.InferenceResult;
import io.alambic.client.NamedTensor;
import io.alambic.client.StudentClient;
import io.alambic.client.samples.ProducerSettings;
import io.alambic.client.samples.SampleProducer;
import io.alambic.kafka.DeadLetter;
import io.alambic.testing.ServiceUnderTest;
import io.alambic.testing.SharedBroker;
import io.alambic.v1.Figure;
import io.alambic.v1.Knowledge;
import io.alambic.v1.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Proves for each task what a faster test cannot: the packaged services, real models of each format, and the wire contract of labels and
 * answers of any shape work together from Kafka to gRPC.
 */
class TasksIT {

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    private static final double CLOSE = 0.8;
    private static final int BATCHES_AT_ONCE = 10;
    private static final Pattern GAUGE = Pattern.compile("(?m)^alambic_student_(?:candidate_)?holdout_(\\w+)");

    private final SplittableRandom random = new SplittableRandom(20261130);
    private final List<DeadLetter> deadLetters = new ArrayList<>();

    @TempDir
    private Path work;

    @ParameterizedTest
    @MethodSource("tasks")
    void aStudentLearnsTheTaskFromKafkaAndAnswersOverGrpc(LearnedTask task) throws Exception {
        // Given
        try (TestTopics topics = new TestTopics(BROKER, task.name());
                KafkaConsumer<byte[], byte[]> letters =
                        topics.reader(topics.names().deadLetters());
                ServiceUnderTest teacher = teacher(task, topics);
                ServiceUnderTest student = student(task, topics)) {
            teacher.awaitReady();
            try (StatusClient operator = new StatusClient(student.grpcPort());
                    StudentClient client = new StudentClient("127.0.0.1:" + student.grpcPort());
                    SampleProducer producer = producer(topics)) {

                // When
                List<Figure> figures = new ArrayList<>();
                student.await("it has learned " + task.name(), () -> {
                    produce(task, producer);
                    TestTopics.poll(letters, letter -> deadLetters.add(DeadLetter.from(letter.headers())));
                    assertThat(deadLetters).isEmpty();
                    figures.clear();
                    figures.addAll(operator.status().getServing().getHoldout().getFiguresList());
                    return task.isLearned(figures);
                });

                // Then
                assertThat(withoutValues(figures)).isEqualTo(withoutValues(task.figures()));
                assertAnswersAsItsTeacher(task, client, firstKnowledge(topics, teacher));
                assertThat(holdoutGauges(student.metrics())).isEqualTo(task.gauges());
            }
        }
    }

    static List<LearnedTask> tasks() {
        return List.of(
                LearnedTask.seriesOfAnyLength(),
                LearnedTask.multiLabel(),
                LearnedTask.regression(),
                LearnedTask.embedding(),
                LearnedTask.dense(),
                LearnedTask.tagsOfAnyLength());
    }

    private void produce(LearnedTask task, SampleProducer producer) {
        CompletableFuture<?>[] sent = new CompletableFuture<?>[BATCHES_AT_ONCE];
        for (int i = 0; i < sent.length; i++) {
            sent[i] = producer.send(task.samples().apply(random));
        }
        CompletableFuture.allOf(sent).join();
    }

    private static List<Figure> withoutValues(List<Figure> figures) {
        return figures.stream()
                .map(figure -> figure.toBuilder().clearValue().build())
                .toList();
    }

    private static void assertAnswersAsItsTeacher(LearnedTask task, StudentClient client, Knowledge taught) {
        InferenceResult answer = client.infer(tensor(taught.getInputs(0)));
        List<Long> shape = task.answer(taught.getInputs(0).getShape(1));
        NamedTensor expected = tensor(taught.getLogits().getFull());
        assertThat(answer.outputs()).map(NamedTensor::name).isEqualTo(task.outputs());
        assertThat(answer.outputs()).allSatisfy(output -> {
            assertThat(output.samples()).isEqualTo(expected.samples());
            assertThat(output.sampleShape()).isEqualTo(shape);
        });
        assertThat(task.closeness(answer.output("logits").floats(), expected.floats(), shape))
                .isGreaterThan(CLOSE);
    }

    private static NamedTensor tensor(Tensor tensor) {
        long[] shape = tensor.getShapeList().stream().mapToLong(Long::longValue).toArray();
        return NamedTensor.of(
                tensor.getName(), ElementType.FP32, tensor.getData().asReadOnlyByteBuffer(), shape);
    }

    private static Knowledge firstKnowledge(TestTopics topics, ServiceUnderTest teacher) {
        List<byte[]> values = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = topics.knowledgeReader()) {
            teacher.await("its knowledge is read", () -> {
                TestTopics.poll(consumer, record -> values.add(record.value()));
                return !values.isEmpty();
            });
            return Knowledge.parseFrom(values.get(0));
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static Set<String> holdoutGauges(String metrics) {
        return GAUGE.matcher(metrics)
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toSet());
    }

    private static SampleProducer producer(TestTopics topics) {
        String brokers = topics.settings().get("kafka.bootstrap.servers");
        return new SampleProducer(
                ProducerSettings.of(brokers).withTopic(topics.names().samples()));
    }

    private ServiceUnderTest teacher(LearnedTask task, TestTopics topics) {
        Map<String, String> settings = topics.settings();
        settings.remove("alambic.topics.weights");
        settings.putAll(task.teacher());
        settings.put("alambic.teacher.application-id", topics.names().samples());
        settings.put("alambic.teacher.state-dir", work.resolve("state").toString());
        return PackagedServices.start("teacher-service", settings, work.resolve("teacher.log"));
    }

    private ServiceUnderTest student(LearnedTask task, TestTopics topics) {
        Map<String, String> settings = topics.settings();
        settings.putAll(task.student());
        settings.put("alambic.student.lambda3", task.hasLabels() ? "0.1" : "0");
        settings.put("alambic.student.learning-rate", "0.01");
        settings.put("alambic.student.batch-size", "32");
        settings.put("alambic.student.holdout-share", "0.2");
        settings.put("alambic.student.tolerance", "1");
        settings.put("alambic.student.publish-interval", "500ms");
        settings.put(
                "alambic.student.checkpoint-dir", work.resolve("checkpoints").toString());
        settings.put("alambic.student.grpc.host", "127.0.0.1");
        settings.put("alambic.student.grpc.port", "0");
        return PackagedServices.start("student-service", settings, work.resolve("student.log"));
    }
}
