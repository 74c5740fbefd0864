package io.alambic.system;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import com.google.protobuf.InvalidProtocolBufferException;
import io.alambic.cli.observe.Metrics;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.storage.ModelFolder;
import io.alambic.core.zoo.Cnn;
import io.alambic.kafka.DeadLetter;
import io.alambic.launch.Footprint;
import io.alambic.system.hostile.Account;
import io.alambic.system.hostile.HostileCalls;
import io.alambic.system.hostile.HostileKnowledge;
import io.alambic.system.hostile.HostileRequests;
import io.alambic.system.hostile.HostileSamples;
import io.alambic.testing.ServiceUnderTest;
import io.alambic.testing.SharedBroker;
import io.alambic.v1.Knowledge;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Both services, and a seeded stream of records and requests that are valid, nearly valid and hostile. */
class HostileInputIT {

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    private static final int INPUTS = Integer.getInteger("alambic.test.inputs");
    private static final long SEED = Long.getLong("alambic.test.seed", 20261129);
    private static final int ROUNDS = 4;
    private static final String STUDENT = "student";

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final HostileSamples samples = new HostileSamples(SEED);
    private final HostileKnowledge knowledge = new HostileKnowledge(SEED);
    private final HostileRequests requests = new HostileRequests(STUDENT, SEED);
    private final Account account = new Account();
    private long knowledgeSent;

    @TempDir
    Path work;

    @Test
    void everyInputMeetsOneFateAndBothServicesStayAliveAndDoNotGrow() throws Exception {
        // Given
        try (TestTopics topics = new TestTopics(BROKER, "hostile");
                KafkaConsumer<byte[], byte[]> answered =
                        topics.reader(topics.names().knowledge());
                KafkaConsumer<byte[], byte[]> letters =
                        topics.reader(topics.names().deadLetters());
                ServiceUnderTest teacher = teacher(topics);
                ServiceUnderTest student = student(topics)) {
            teacher.awaitReady();
            learnSomething(topics, student);
            List<Footprint> before = List.of();
            Map<String, Long> answers;

            // When
            try (HostileCalls calls = new HostileCalls(STUDENT, student.grpcPort(), student.http())) {
                for (int round = 1; round <= ROUNDS; round++) {
                    send(topics, calls, INPUTS / ROUNDS);
                    teacher.await("every sample has its fate", () -> {
                        TestTopics.poll(answered, record -> taught(topics, record.value()));
                        TestTopics.poll(letters, this::deadLettered);
                        return account.isComplete();
                    });
                    student.await("all knowledge is read", () -> topics.committed(STUDENT) == topics.knowledgeEnd());
                    if (round == 1) {
                        before = footprints(teacher, student);
                    }
                }
                answers = calls.answers();
            }

            // Then
            assertThat(account.faults()).as("seed %d", SEED).isEmpty();
            Metrics taught = Metrics.parse(teacher.metrics());
            assertThat(taught.count("alambic_teacher_samples_total", "fate", "taught"))
                    .isEqualTo(account.taughtSamples());
            Metrics learned = Metrics.parse(student.metrics());
            assertThat(learned.count("alambic_student_records_total"))
                    .as("knowledge records learned or dead-lettered")
                    .isEqualTo(knowledgeSent + account.taughtRecords());
            assertThat(answers.keySet())
                    .isSubsetOf(List.of(
                            "gRPC OK",
                            "gRPC INVALID_ARGUMENT",
                            "gRPC NOT_FOUND",
                            "gRPC RESOURCE_EXHAUSTED",
                            "HTTP 200",
                            "HTTP 400",
                            "HTTP 404",
                            "HTTP 413",
                            "HTTP 429"));
            assertThat(answers).containsKeys("gRPC OK", "gRPC INVALID_ARGUMENT", "HTTP 200", "HTTP 400");
            assertThat(teacher.status("/q/health/live")).isEqualTo(200);
            assertThat(student.status("/q/health/live")).isEqualTo(200);
            assertNothingGrew(before, footprints(teacher, student));
        }
    }

    private void learnSomething(TestTopics topics, ServiceUnderTest student) throws Exception {
        QuadrantKnowledge right = new QuadrantKnowledge(20, new SplittableRandom(SEED));
        for (int i = 0; i < 20; i++) {
            topics.send(topics.names().knowledge(), right.record("elsewhere", i));
            knowledgeSent++;
        }
        student.awaitReady();
    }

    private void send(TestTopics topics, HostileCalls calls, int inputs) throws InterruptedException {
        for (int i = 0; i < inputs; i++) {
            int kind = random.nextInt(10);
            if (kind < 6) {
                byte[] value = samples.next();
                topics.send(topics.names().samples(), value, offset -> account.sent(offset, value));
            } else if (kind < 8) {
                topics.send(topics.names().knowledge(), knowledge.next(), offset -> {});
                knowledgeSent++;
            } else if (kind < 9) {
                calls.grpc(requests.grpc());
            } else {
                calls.http(requests.json());
            }
        }
        topics.flush();
    }

    private void deadLettered(ConsumerRecord<byte[], byte[]> record) {
        DeadLetter letter = DeadLetter.from(record.headers());
        if (letter.service().equals("teacher")) {
            account.deadLettered(letter, DeadLetter.sample(record.headers()).isPresent());
        }
    }

    private void taught(TestTopics topics, byte[] value) {
        try {
            Knowledge answer = Knowledge.parseFrom(value == null ? new byte[0] : value);
            if (answer.getOrigin().getTopic().equals(topics.names().samples())) {
                account.taught(answer);
            }
        } catch (InvalidProtocolBufferException e) {
            // the hostile teacher's
        }
    }

    private static List<Footprint> footprints(ServiceUnderTest teacher, ServiceUnderTest student)
            throws InterruptedException {
        return List.of(Footprint.of("teacher", teacher.pid()), Footprint.of("student", student.pid()));
    }

    private static void assertNothingGrew(List<Footprint> before, List<Footprint> after) {
        for (int service = 0; service < before.size(); service++) {
            Map<Footprint.Quantity, Long> now = after.get(service).figures();
            before.get(service).figures().forEach((quantity, figure) -> assertThat(now.get(quantity))
                    .as("%s, before %,d", quantity.words(), figure)
                    .isLessThanOrEqualTo(quantity.margin(figure)));
        }
    }

    private ServiceUnderTest teacher(TestTopics topics) throws IOException {
        Cnn architecture = new Cnn(
                List.of(1, QuadrantImages.SIDE, QuadrantImages.SIDE), List.of(4), List.of(), QuadrantImages.CLASSES);
        try (NDManager manager = NDManager.newBaseManager();
                TrainableNetwork network = architecture.newNetwork(manager, 1)) {
            ModelFolder.save(work.resolve("model"), "teacher", architecture, network, 0.5, 1);
        }
        Map<String, String> settings = topics.settings();
        settings.put("alambic.teacher.model", work.resolve("model").toString());
        settings.put("alambic.teacher.feature-maps", " ");
        settings.put("alambic.teacher.application-id", topics.names().samples());
        settings.put("alambic.teacher.state-dir", work.resolve("state").toString());
        return PackagedServices.start("teacher-service", settings, work.resolve("teacher.log"));
    }

    private ServiceUnderTest student(TestTopics topics) {
        Map<String, String> settings = QuadrantKnowledge.trainer(STUDENT, 32, topics.settings());
        settings.put(
                "alambic.student.checkpoint-dir", work.resolve("checkpoints").toString());
        settings.put("alambic.student.grpc.port", "0");
        return PackagedServices.start("student-service", settings, work.resolve("student.log"));
    }
}
