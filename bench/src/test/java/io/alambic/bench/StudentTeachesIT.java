package io.alambic.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import io.alambic.cli.Home;
import io.alambic.cli.broker.BrokerMain;
import io.alambic.cli.broker.BrokerSettings;
import io.alambic.cli.observe.ServiceProbe;
import io.alambic.client.NamedTensor;
import io.alambic.client.StudentClient;
import io.alambic.kafka.RecordLimits;
import io.alambic.kafka.TopicNames;
import io.alambic.kafka.TopicPlan;
import io.alambic.launch.Jvm;
import io.alambic.launch.Ports;
import io.alambic.launch.ProcessSpec;
import io.alambic.launch.Processes;
import io.alambic.launch.ServiceSettings;
import io.alambic.launch.Waiting;
import io.alambic.v1.DataType;
import io.alambic.v1.Knowledge;
import io.alambic.v1.Logits;
import io.alambic.v1.Origin;
import io.alambic.v1.Quantization;
import io.alambic.v1.SampleBatch;
import io.alambic.v1.Tensor;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A student service as the remote model of a teacher service, both from their packaged jars, over one broker. */
class StudentTeachesIT {

    private static final TopicNames TOPICS = TopicNames.DEFAULT;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int RECORDS = 40;
    private static final int SAMPLES = 32;

    private final Processes processes = new Processes(Duration.ofSeconds(10));
    private final Waiting waiting = new Waiting(processes, Duration.ofMillis(100));
    private final SplittableRandom random = new SplittableRandom(5);
    private final Ports ports = new Ports();

    @TempDir
    private Path folder;

    private Home home;
    private BrokerSettings broker;
    private ServiceProbe student;

    @AfterEach
    void stop() {
        processes.close();
    }

    @Test
    void whatAStudentHasLearnedItTeachesOverGrpc() throws Exception {
        // Given: a student that has learned which quadrant is bright, from knowledge that is computed
        home = new Home(Path.of(System.getProperty("alambic.test.root")), folder);
        startBroker();
        for (int i = 0; i < RECORDS; i++) {
            send(TOPICS.knowledge(), knowledge(i));
        }
        int grpc = startStudent();

        // When
        startTeacher("grpc://%s:%d/student".formatted(BrokerSettings.HOST, grpc));
        List<Integer> labels = labels();
        send(
                TOPICS.samples(),
                SampleBatch.newBuilder()
                        .addTensors(images(labels))
                        .addAllLabels(labels)
                        .build());
        try (StudentClient client = new StudentClient(BrokerSettings.HOST + ":" + grpc)) {
            client.infer(NamedTensor.of(
                    "image",
                    new float[QuadrantImages.SIDE * QuadrantImages.SIDE],
                    1,
                    1,
                    QuadrantImages.SIDE,
                    QuadrantImages.SIDE));
        }

        // Then
        List<Knowledge> all = awaitTaught(2);
        Knowledge taught = all.get(0);
        assertThat(taught.getTeacherName()).isEqualTo("student");
        assertThat(Long.parseLong(taught.getTeacherVersion())).isPositive();
        assertThat(taught.getLabelsList()).isEqualTo(labels);
        assertThat(classes(taught.getLogits().getFull())).isEqualTo(labels);
        assertThat(taught.getFeatureMapsList()).singleElement().satisfies(map -> {
            assertThat(map.getName()).isEqualTo("block1");
            assertThat(map.getShapeList()).containsExactly((long) SAMPLES, 8L, 4L, 4L);
        });
        assertThat(all.get(1).getSampleIdsList()).singleElement().satisfies(id -> assertThat(id)
                .startsWith("feedback/"));
        assertThat(student.metrics().orElseThrow().count("alambic_student_feedback_samples_total"))
                .as("the teacher's own questions to the student are none")
                .isEqualTo(1);
    }

    private void startBroker() throws Exception {
        broker = new BrokerSettings(
                ports.choose(0, "kafka"), ports.choose(0, "controller"), folder.resolve("kafka"), RecordLimits.DEFAULT);
        Path settings = Files.writeString(
                folder.resolve("server.properties"),
                broker.properties().entrySet().stream()
                        .map(setting -> setting.getKey() + "=" + setting.getValue() + "\n")
                        .collect(Collectors.joining()));
        start("broker", new Jvm(512).main(BrokerMain.class, List.of(settings.toString())));
        waiting.until(this::topicsExist, PATIENCE, "no broker");
    }

    private boolean topicsExist() throws InterruptedException {
        try (Admin admin = Admin.create(connection())) {
            admin.createTopics(new TopicPlan(TOPICS, RecordLimits.DEFAULT, 1, (short) 1).topics())
                    .all()
                    .get();
            return true;
        } catch (ExecutionException e) {
            return e.getCause() instanceof TopicExistsException;
        }
    }

    /** Starts a student and waits until it has learned everything; returns its gRPC port. */
    private int startStudent() throws Exception {
        int grpc = ports.choose(0, "student gRPC");
        int http = ports.choose(0, "student");
        Map<String, String> settings = ServiceSettings.of(broker.bootstrapServers(), http);
        settings.put("alambic.student.model.input", "1x8x8");
        settings.put("alambic.student.model.convolutions", "8");
        settings.put("alambic.student.model.dense", " ");
        settings.put("alambic.student.model.classes", Integer.toString(QuadrantImages.CLASSES));
        settings.put("alambic.student.features", " ");
        settings.put("alambic.student.lambda2", "0");
        settings.put("alambic.student.tolerance", "1");
        settings.put("alambic.student.learning-rate", "0.01");
        settings.put("alambic.student.batch-size", Integer.toString(SAMPLES));
        settings.put("alambic.student.publish-interval", "200ms");
        settings.put(
                "alambic.student.checkpoint-dir", folder.resolve("checkpoints").toString());
        settings.put("alambic.student.feedback.rate", "1");
        settings.put("alambic.student.grpc.host", BrokerSettings.HOST);
        settings.put("alambic.student.grpc.port", Integer.toString(grpc));
        start("student", new Jvm(512).service(home.service("student-service"), settings, List.of()));
        student = new ServiceProbe(URI.create("http://" + BrokerSettings.HOST + ":" + http));
        waiting.until(
                () -> served(student) >= (long) RECORDS * 8 / 10,
                PATIENCE,
                "the student does not serve what it has learned; logs in " + folder);
        return grpc;
    }

    private static long served(ServiceProbe probe) throws InterruptedException {
        return probe.metrics()
                .map(metrics -> metrics.count("alambic_student_served_step"))
                .orElse(0L);
    }

    private void startTeacher(String model) {
        Map<String, String> settings = ServiceSettings.of(broker.bootstrapServers(), ports.choose(0, "teacher"));
        settings.put("alambic.teacher.model", model);
        settings.put("alambic.teacher.feature-maps", "block1");
        settings.put("alambic.teacher.state-dir", folder.resolve("state").toString());
        start("teacher", new Jvm(512).service(home.service("teacher-service"), settings, List.of()));
    }

    private void start(String name, List<String> line) {
        processes.start(new ProcessSpec(name, line, folder.resolve(name + ".log")));
    }

    /** The first knowledge that was not computed here, of so many records, in the order of these. */
    private List<Knowledge> awaitTaught(int records) throws Exception {
        List<Knowledge> taught = new ArrayList<>();
        Map<String, Object> settings = connection();
        settings.put("auto.offset.reset", "earliest");
        settings.put("isolation.level", "read_committed");
        settings.put("group.id", "test");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(TOPICS.knowledge()));
            waiting.until(
                    () -> {
                        consumer.poll(Duration.ofMillis(100)).forEach(record -> taught.add(parse(record.value())));
                        taught.removeIf(knowledge -> knowledge.getTeacherName().equals("computed"));
                        return taught.size() >= records;
                    },
                    PATIENCE,
                    "the student's answers did not arrive; logs in " + folder);
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

    private void send(String topic, MessageLite message) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(connection(), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, message.toByteArray())).get();
        }
    }

    private Map<String, Object> connection() {
        return new HashMap<>(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    private Knowledge knowledge(long offset) {
        List<Integer> labels = labels();
        ByteBuffer logits = ByteBuffer.allocate(SAMPLES * QuadrantImages.CLASSES * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int label : labels) {
            for (int c = 0; c < QuadrantImages.CLASSES; c++) {
                logits.putFloat(c == label ? 8 : 0);
            }
        }
        return Knowledge.newBuilder()
                .setTeacherName("computed")
                .setTeacherVersion("1")
                .setOrigin(Origin.newBuilder().setTopic(TOPICS.samples()).setOffset(offset))
                .addInputs(images(labels))
                .setLogits(Logits.newBuilder()
                        .setFull(Tensor.newBuilder()
                                .setName("logits")
                                .setDataType(DataType.DATA_TYPE_FP32)
                                .addAllShape(List.of((long) SAMPLES, (long) QuadrantImages.CLASSES))
                                .setData(ByteString.copyFrom(logits.flip()))))
                .build();
    }

    private List<Integer> labels() {
        return random.ints(SAMPLES, 0, QuadrantImages.CLASSES).boxed().toList();
    }

    private Tensor images(List<Integer> labels) {
        ByteArrayOutputStream pixels = new ByteArrayOutputStream();
        labels.forEach(label -> pixels.writeBytes(QuadrantImages.image(label, random)));
        return Tensor.newBuilder()
                .setName("image")
                .setDataType(DataType.DATA_TYPE_UINT8)
                .addAllShape(List.of((long) SAMPLES, 1L, (long) QuadrantImages.SIDE, (long) QuadrantImages.SIDE))
                .setData(ByteString.copyFrom(pixels.toByteArray()))
                .setQuantization(Quantization.newBuilder().setScale(1f / 255))
                .build();
    }

    private static List<Integer> classes(Tensor logits) {
        ByteBuffer values = logits.getData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        List<Integer> classes = new ArrayList<>();
        for (int row = 0; row < logits.getShape(0); row++) {
            int best = 0;
            for (int c = 1; c < QuadrantImages.CLASSES; c++) {
                int start = row * QuadrantImages.CLASSES;
                if (values.getFloat((start + c) * Float.BYTES) > values.getFloat((start + best) * Float.BYTES)) {
                    best = c;
                }
            }
            classes.add(best);
        }
        return classes;
    }
}
