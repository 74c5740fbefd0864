package io.alambic.student.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.client.InferenceRequest;
import io.alambic.client.InferenceResult;
import io.alambic.client.NamedTensor;
import io.alambic.client.StudentClient;
import io.alambic.student.KnowledgeLog;
import io.alambic.student.TinyTask;
import io.alambic.v1.DataType;
import io.alambic.v1.SampleBatch;
import io.alambic.v1.Tensor;
import io.kroxylicious.testing.kafka.api.KafkaCluster;
import io.kroxylicious.testing.kafka.junit5ext.KafkaClusterExtension;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The packaged student sends its own requests back, over a real broker. */
@ExtendWith(KafkaClusterExtension.class)
class FeedbackIT {

    private static final int PIXELS = TinyTask.SIDE * TinyTask.SIDE;
    private static final String SAMPLES = "feedback-samples";
    private static final int QUESTIONS = 24;

    static KafkaCluster cluster;

    @TempDir
    private Path work;

    private final SplittableRandom random = new SplittableRandom(11);

    private StudentProcess start() throws Exception {
        KnowledgeLog log = new KnowledgeLog(cluster.getKafkaClientConfiguration()).create(1);
        Map<String, String> settings =
                StudentProcess.settings(cluster.getBootstrapServers(), work.resolve("checkpoints"));
        settings.put("alambic.topics.samples", SAMPLES);
        settings.put("alambic.student.feedback.rate", "1");
        settings.put("alambic.student.feedback.order", "entropy");
        settings.put("alambic.student.feedback.samples-per-second", "8");
        StudentProcess student = StudentProcess.start(settings, work.resolve("student.log"));
        log.produce(0, 20, 20);
        log.close();
        return student.awaitReady();
    }

    /** Mixtures of two classes: of some the student is surer than of others. */
    private float[] questions() {
        float[] pixels = new float[QUESTIONS * PIXELS];
        for (int i = 0; i < QUESTIONS; i++) {
            float[] one = TinyTask.image(random.nextInt(TinyTask.CLASSES));
            float[] other = TinyTask.image(random.nextInt(TinyTask.CLASSES));
            float share = (float) random.nextDouble();
            for (int p = 0; p < PIXELS; p++) {
                pixels[i * PIXELS + p] = share * one[p] + (1 - share) * other[p];
            }
        }
        return pixels;
    }

    private static NamedTensor images(float[] pixels) {
        return NamedTensor.of("image", pixels, pixels.length / PIXELS, 1, TinyTask.SIDE, TinyTask.SIDE);
    }

    private record FedBack(String id, float[] pixels) {}

    /** Everything on the samples topic, once there are so many samples. */
    private static List<FedBack> await(StudentProcess student, int samples) throws Exception {
        List<FedBack> all = new ArrayList<>();
        TopicPartition partition = new TopicPartition(SAMPLES, 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                cluster.getKafkaClientConfiguration(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            student.await(samples + " samples that went back", () -> {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    assertThat(record.headers().lastHeader("alambic.feedback").value())
                            .asString()
                            .isEqualTo("student");
                    all.addAll(read(SampleBatch.parseFrom(record.value())));
                }
                return all.size() >= samples;
            });
        }
        return all;
    }

    /** As the contract of sample records has it. */
    private static List<FedBack> read(SampleBatch batch) {
        Tensor tensor = batch.getTensors(0);
        int samples = Math.toIntExact(tensor.getShape(0));
        assertThat(batch.getTensorsList()).hasSize(1);
        assertThat(batch.getSampleIdsList()).hasSize(samples);
        assertThat(batch.hasEventTime()).isTrue();
        assertThat(tensor.getName()).isEqualTo("image");
        assertThat(tensor.getDataType()).isEqualTo(DataType.DATA_TYPE_FP32);
        assertThat(tensor.getShapeList()).containsExactly((long) samples, 1L, 8L, 8L);
        assertThat(tensor.getData().size()).isEqualTo(samples * PIXELS * Float.BYTES);
        var floats = tensor.getData()
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        List<FedBack> read = new ArrayList<>();
        for (int i = 0; i < samples; i++) {
            float[] pixels = new float[PIXELS];
            floats.get(pixels);
            read.add(new FedBack(batch.getSampleIds(i), pixels));
        }
        return read;
    }

    private static double entropy(float[] probabilities) {
        double entropy = 0;
        for (float p : probabilities) {
            entropy -= p > 0 ? p * Math.log(p) : 0;
        }
        return entropy;
    }

    @Test
    void everySampleGoesBackOnceTheLeastSureFirstWithinTheBudget() throws Exception {
        // Given
        try (StudentProcess student = start();
                StudentClient client = new StudentClient("127.0.0.1:" + student.grpcPort())) {
            float[] pixels = questions();

            // When
            InferenceResult answer =
                    client.infer(InferenceRequest.of(images(pixels)).withId("customer-4711"));

            // Then
            List<FedBack> back = await(student, QUESTIONS);
            float[][] probabilities = answer.output("probabilities").rows();
            List<Integer> leastSureFirst = IntStream.range(0, QUESTIONS)
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> -entropy(probabilities[i])))
                    .toList();
            assertThat(back).hasSize(QUESTIONS);
            for (int i = 0; i < QUESTIONS; i++) {
                int question = leastSureFirst.get(i);
                assertThat(back.get(i).pixels())
                        .containsExactly(Arrays.copyOfRange(pixels, question * PIXELS, (question + 1) * PIXELS));
            }
            assertThat(back)
                    .extracting(FedBack::id)
                    .doesNotHaveDuplicates()
                    .allMatch(id -> id.startsWith("feedback/") && !id.contains("4711"));
            student.await(
                    "the metric", () -> student.scrape().value("alambic_student_feedback_samples_total") == QUESTIONS);
        }
    }
}
