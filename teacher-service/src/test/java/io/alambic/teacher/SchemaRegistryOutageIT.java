package io.alambic.teacher;

import static io.alambic.teacher.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.alambic.core.tensor.Encoding;
import io.alambic.core.tensor.TensorType;
import io.alambic.core.zoo.Cnn;
import io.alambic.kafka.RecordLimits;
import io.alambic.mapping.MappingSettings;
import io.alambic.mapping.RecordMapping;
import io.alambic.mapping.SchemaSettings;
import io.alambic.mapping.TensorMapping;
import io.alambic.mapping.schema.RegistryCredentials;
import io.alambic.mapping.schema.RegistryKind;
import io.alambic.mapping.schema.RegistrySettings;
import io.alambic.teacher.control.KeyShare;
import io.alambic.teacher.control.TeachingRate;
import io.alambic.teacher.model.ModelSettings;
import io.alambic.teacher.topology.Augmentations;
import io.alambic.teacher.topology.Fates;
import io.alambic.teacher.topology.LogitsForm;
import io.alambic.teacher.topology.TeacherIdentity;
import io.alambic.teacher.topology.TeachingSettings;
import io.alambic.testing.SharedBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** While its schema registry is away a teacher loses no record, and goes on by itself when it is back. */
class SchemaRegistryOutageIT {

    private static final int UNKNOWN = 9;
    private static final String SCHEMA = """
            {"schema": "{\\"type\\": \\"array\\", \\"items\\": \\"float\\"}"}""";

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    @TempDir
    Path folder;

    private final Fates fates = new Fates();
    private final String application = BROKER.unique("teacher");
    private final AtomicInteger failures = new AtomicInteger();
    private volatile boolean away;
    private HttpServer registry;
    private Path model;
    private TestTopics topics;

    @BeforeEach
    void prepare() throws IOException {
        model = TinyModel.save(folder.resolve("model"));
        topics = new TestTopics(BROKER);
        registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.createContext("/", exchange -> {
            try (exchange) {
                boolean known = !exchange.getRequestURI().getPath().endsWith("/" + UNKNOWN);
                byte[] answer = (known ? SCHEMA : "{\"error_code\": 40403}").getBytes(StandardCharsets.UTF_8);
                failures.addAndGet(away ? 1 : 0);
                exchange.sendResponseHeaders(away ? 503 : known ? 200 : 404, answer.length);
                exchange.getResponseBody().write(answer);
            }
        });
        registry.start();
    }

    @AfterEach
    void disconnect() {
        registry.stop(0);
        topics.close();
    }

    @Test
    void recordsWaitForTheRegistryAndThoseItDoesNotKnowAreDeadLettered() throws Exception {
        // Given
        topics.create(1);
        topics.send(0, record(1, 0));
        topics.send(0, record(1, 1));
        topics.flush();
        away = true;

        try (TeacherService service = TeacherService.start(settings(), fates, (n, nanos) -> {}, System::nanoTime)) {
            // Then
            await("the registry is asked before the first record is read").until(() -> failures.get() > 3);
            assertThat(service.lifeCycle().state()).isEqualTo(TeacherLifeCycle.State.WAITING_FOR_TOPICS);

            // When
            away = false;
            await("the first records").until(() -> fates.taught.get() == 2);
            await("their offsets").until(() -> Map.of(0, 2L).equals(topics.committed(application)));
            away = true;
            failures.set(0);
            topics.send(0, record(2, 2));
            topics.send(0, record(UNKNOWN, 3));
            topics.flush();

            // Then
            await("the registry is asked again, after a stream thread gave up").until(() -> failures.get() > 12);
            assertThat(topics.committed(application)).isEqualTo(Map.of(0, 2L));
            assertThat(topics.deadLetters()).isEmpty();
            assertThat(service.lifeCycle().failure()).isEmpty();
            away = false;
            await("the other record").until(() -> fates.taught.get() == 3);
            await("the letter").until(() -> topics.deadLetters().size() == 1);
        }
        assertThat(topics.knowledge()).hasSize(3);
        assertThat(topics.deadLetters())
                .singleElement()
                .asString()
                .contains("the registry knows no schema of id " + UNKNOWN);
    }

    /** Of Avro, which writes the entries of a list as they are, between their number and a 0. */
    private static byte[] record(int id, float pixel) {
        ByteBuffer record = ByteBuffer.allocate(7 + TinyModel.PIXELS * Float.BYTES)
                .put((byte) 0)
                .putInt(id)
                .put((byte) (2 * TinyModel.PIXELS))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < TinyModel.PIXELS; i++) {
            record.putFloat(pixel);
        }
        return record.array();
    }

    private TeacherSettings settings() {
        return new TeacherSettings(
                new StreamsSettings(
                        BROKER.clientSettings(),
                        RecordLimits.DEFAULT,
                        application,
                        folder.resolve("state"),
                        1,
                        StreamsSettings.Guarantee.EXACTLY_ONCE_V2,
                        Duration.ofMillis(50),
                        Duration.ofMillis(20)),
                new ModelSettings(model, List.of("block1"), Encoding.FP16, 32),
                new TeachingSettings(
                        TeacherIdentity.OF_MODEL,
                        topics.names(),
                        32,
                        Duration.ofMillis(20),
                        RecordLimits.DEFAULT.maxRecordBytes(),
                        TeachingRate.ALL,
                        KeyShare.ALL,
                        new LogitsForm.All(),
                        List.of(),
                        Duration.ofHours(1),
                        Augmentations.NONE,
                        Optional.of(mapping())));
    }

    private RecordMapping mapping() {
        URI url = URI.create("http://localhost:" + registry.getAddress().getPort());
        RegistrySettings asked = new RegistrySettings(
                url, RegistryKind.CONFLUENT, false, RegistryCredentials.NONE, Duration.ofSeconds(1), 10);
        return RecordMapping.of(
                new MappingSettings(
                        "avro",
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(new TensorMapping(Cnn.IMAGE, TensorType.FP32, Optional.of("1x4x4"), List.of("."))),
                        new SchemaSettings(Optional.empty(), Optional.empty(), Optional.of(asked))),
                RecordLimits.DEFAULT.maxRecordBytes());
    }
}
