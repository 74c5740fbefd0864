package io.alambic.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.kafka.RecordLimits;
import io.alambic.kafka.TopicNames;
import io.alambic.kafka.TopicPlan;
import io.alambic.testing.SharedBroker;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The doctor with a real broker and the packaged services, whose models it loads: only these know whether everything fits. */
class DoctorIT {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String FILE = """
            alambic:
              topics:
                samples: %1$s
                knowledge: %1$s.knowledge
                control: %1$s.control
                weights: %1$s.weights
                dead-letters: %1$s.dead-letters
              mapping:
                format: json
                tensors:
                  image:
                    shape: 1x28x28
                    fields: pixels
              teacher:
                model: %2$s
                inputs: image:FP32:1x28x28
              student:
                model:
                  input: %4$s
                checkpoint-dir: %3$s
            """;

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final String samples = BROKER.unique("plant");

    @BeforeAll
    static void findTheServices() {
        System.setProperty("alambic.home", ROOT.toString());
    }

    @Test
    void everyFaultIsNamedWithItsRemedy() throws Exception {
        // Given
        create(List.of(
                new NewTopic(samples, 1, (short) 1),
                new NewTopic(samples + ".knowledge", 1, (short) 1)
                        .configs(Map.of("cleanup.policy", "compact", "max.message.bytes", "1000000")),
                new NewTopic(samples + ".control", 1, (short) 1),
                new NewTopic(samples + ".dead-letters", 1, (short) 1).configs(RecordLimits.DEFAULT.topic())));
        produce(Clock.systemUTC().millis() + Duration.ofMinutes(10).toMillis());

        // When
        int code = look("nothing.onnx", "1x14x14");

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(out.toString())
                .contains("ok settings  teacher service, student service")
                .contains("!! teacher   ", "nothing.onnx")
                .contains(
                        "!! student   alambic.mapping.tensors.image: expected image:FP32:1x14x14, which the student reads,"
                                + " but got image:FP32:1x28x28")
                .contains("ok kafka     1 brokers at ")
                .contains("!! topics    missing: " + samples + ".weights")
                .contains(
                        "!! topics    " + samples
                                + ".knowledge takes records of 1,000,000 bytes, but alambic.topics.max-record-bytes is 16,777,216")
                .contains("!! topics    " + samples + ".knowledge has cleanup.policy=compact")
                .contains("!! topics    " + samples + ".control has cleanup.policy=delete")
                .contains(
                        "?? topics    " + samples
                                + ".dead-letters keeps records by the timestamps of their samples: what comes of old ones is soon deleted")
                .contains("!! mapping   the mapping fits 0 of the 1 newest records", samples + "-0@0: pixels: expected")
                .contains("?? clock     the newest record is ", " s ahead of this machine")
                .doesNotContain("dead-letters has", "dead-letters takes");
    }

    @Test
    void whereNothingIsWrongItSaysSo() throws Exception {
        // Given
        TopicNames names = new TopicNames(
                samples, samples + ".knowledge", samples + ".control", samples + ".weights", samples + ".dead-letters");
        create(new TopicPlan(names, RecordLimits.DEFAULT, 1, (short) 1).topics());

        // When
        int code = look(ROOT.resolve("examples/images-json/teacher.onnx").toString(), "1x28x28");

        // Then
        assertThat(out.toString())
                .contains(
                        "ok teacher   teacher ",
                        " reads image FP32 1x28x28, answers logits FP32 10, block2 FP32 24x7x7")
                .contains("ok topics    " + samples + ", ")
                .contains("ok records   none yet in " + samples)
                .contains("MiB are free at")
                .doesNotContain("!!");
        assertThat(code).isZero();
    }

    private static void create(List<NewTopic> topics) throws Exception {
        try (Admin admin = Admin.create(BROKER.clientSettings())) {
            admin.createTopics(topics).all().get();
        }
    }

    private void produce(long timestamp) throws Exception {
        byte[] value = "{\"pixels\": \"none\"}".getBytes(StandardCharsets.UTF_8);
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(BROKER.clientSettings(), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(samples, null, timestamp, null, value))
                    .get();
        }
    }

    private int look(String model, String studentInput) throws IOException {
        Path file = Files.writeString(
                folder.resolve("alambic.yaml"),
                FILE.formatted(samples, model, folder.resolve("checkpoints"), studentInput));
        return new CommandLine(new DoctorCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(out, true))
                .execute(file.toString(), "--bootstrap-servers", BROKER.bootstrapServers());
    }
}
