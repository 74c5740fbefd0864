package io.alambic.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.alambic.cli.observe.Metrics;
import io.alambic.client.NamedTensor;
import io.alambic.client.StudentClient;
import io.alambic.testing.ServiceUnderTest;
import io.alambic.testing.SharedBroker;
import io.alambic.v1.Knowledge;
import io.alambic.v1.SampleBatch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Uses a student service as the remote model of a teacher service; both run from their packaged jars on one broker. */
class StudentTeachesIT {

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    private static final int RECORDS = 40;
    private static final int SAMPLES = 32;

    private final QuadrantKnowledge task = new QuadrantKnowledge(SAMPLES, new SplittableRandom(5));

    @TempDir
    private Path folder;

    @Test
    void whatAStudentHasLearnedItTeachesOverGrpc() throws Exception {
        // Given: a student that has learned from computed knowledge which quadrant is bright
        try (TestTopics topics = new TestTopics(BROKER, "teaches");
                ServiceUnderTest student = student(topics)) {
            for (int i = 0; i < RECORDS; i++) {
                topics.send(
                        topics.names().knowledge(), task.record(topics.names().samples(), i));
            }
            student.await("it serves what it has learned", () -> served(student) >= (long) RECORDS * 8 / 10);
            List<Integer> labels = task.labels();

            // When
            List<Knowledge> all;
            try (ServiceUnderTest teacher = teacher(topics, student);
                    StudentClient client = new StudentClient("127.0.0.1:" + student.grpcPort())) {
                topics.send(
                        topics.names().samples(),
                        SampleBatch.newBuilder()
                                .addTensors(task.images(labels))
                                .addAllLabels(labels)
                                .build());
                int side = QuadrantImages.SIDE;
                client.infer(NamedTensor.of("image", new float[side * side], 1, 1, side, side));
                all = awaitTaught(topics, teacher, 2);
            }

            // Then
            Knowledge taught = all.get(0);
            assertThat(taught.getTeacherName()).isEqualTo("student");
            assertThat(Long.parseLong(taught.getTeacherVersion())).isPositive();
            assertThat(taught.getLabelsList()).isEqualTo(labels);
            assertThat(QuadrantKnowledge.classes(taught.getLogits().getFull())).isEqualTo(labels);
            assertThat(taught.getFeatureMapsList()).singleElement().satisfies(map -> {
                assertThat(map.getName()).isEqualTo("block1");
                assertThat(map.getShapeList()).containsExactly((long) SAMPLES, 8L, 4L, 4L);
            });
            assertThat(all.get(1).getSampleIdsList()).singleElement().satisfies(id -> assertThat(id)
                    .startsWith("feedback/"));
            assertThat(metrics(student).count("alambic_student_feedback_samples_total"))
                    .as("the teacher's own questions to the student are none")
                    .isEqualTo(1);
        }
    }

    private ServiceUnderTest student(TestTopics topics) {
        Map<String, String> settings = QuadrantKnowledge.trainer("student", SAMPLES, topics.settings());
        settings.put(
                "alambic.student.checkpoint-dir", folder.resolve("checkpoints").toString());
        settings.put("alambic.student.feedback.rate", "1");
        settings.put("alambic.student.grpc.port", "0");
        return PackagedServices.start("student-service", settings, folder.resolve("student.log"));
    }

    private ServiceUnderTest teacher(TestTopics topics, ServiceUnderTest student) {
        Map<String, String> settings = topics.settings();
        settings.remove("alambic.topics.weights");
        settings.put("alambic.teacher.model", "grpc://127.0.0.1:%d/student".formatted(student.grpcPort()));
        settings.put("alambic.teacher.feature-maps", "block1");
        settings.put("alambic.teacher.application-id", topics.names().samples());
        settings.put("alambic.teacher.state-dir", folder.resolve("state").toString());
        return PackagedServices.start("teacher-service", settings, folder.resolve("teacher.log"));
    }

    private static long served(ServiceUnderTest student) throws InterruptedException {
        return metrics(student).count("alambic_student_served_step");
    }

    private static Metrics metrics(ServiceUnderTest service) throws InterruptedException {
        return Metrics.parse(service.metrics());
    }

    /** Returns the first knowledge that the teacher service wrote, in the order of the samples. */
    private static List<Knowledge> awaitTaught(TestTopics topics, ServiceUnderTest teacher, int records) {
        List<Knowledge> taught = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = topics.knowledgeReader()) {
            teacher.await("the student's answers arrive", () -> {
                TestTopics.poll(consumer, record -> taught.add(parse(record.value())));
                taught.removeIf(knowledge -> knowledge.getTeacherName().equals(QuadrantKnowledge.TEACHER));
                return taught.size() >= records;
            });
        }
        taught.sort(Comparator.comparingLong(knowledge -> knowledge.getOrigin().getOffset()));
        return taught;
    }

    private static Knowledge parse(byte[] value) {
        try {
            return Knowledge.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }
}
