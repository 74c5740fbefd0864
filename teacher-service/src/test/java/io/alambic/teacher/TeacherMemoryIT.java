package io.alambic.teacher;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import com.google.protobuf.ByteString;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.storage.ModelFolder;
import io.alambic.core.zoo.Cnn;
import io.alambic.kafka.RecordLimits;
import io.alambic.launch.Jvm;
import io.alambic.testing.ServiceUnderTest;
import io.alambic.v1.DataType;
import io.alambic.v1.SampleBatch;
import io.alambic.v1.Tensor;
import io.kroxylicious.testing.kafka.api.KafkaCluster;
import io.kroxylicious.testing.kafka.common.BrokerConfig;
import io.kroxylicious.testing.kafka.junit5ext.KafkaClusterExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The packaged teacher within the memory that docs/configuration.md states, on records of 8 MiB. */
@ExtendWith(KafkaClusterExtension.class)
class TeacherMemoryIT {

    private static final int SIDE = 512;
    private static final int SAMPLES = 8;
    private static final int RECORDS = 50;
    private static final Jvm MEMORY = new Jvm(384).with("-XX:MaxDirectMemorySize=192m", "-XX:+ExitOnOutOfMemoryError");

    @BrokerConfig(name = "message.max.bytes", value = "17000000")
    KafkaCluster cluster;

    @TempDir
    Path folder;

    @Test
    void recordsOf8MebibytesThatComeFasterThanTheyAreTaughtFillNoMemory() throws Exception {
        // Given
        saveModel(folder.resolve("model"));
        Map<String, Object> connection = new HashMap<>(cluster.getKafkaClientConfiguration());
        connection.putAll(RecordLimits.DEFAULT.producer());
        connection.putAll(RecordLimits.consumer());
        try (TestTopics topics = new TestTopics(connection)) {
            topics.create(2);
            byte[] record = record();
            assertThat(record).hasSizeGreaterThan(8 << 20);
            for (int i = 0; i < RECORDS; i++) {
                topics.send(i % 2, record);
            }
            topics.flush();

            // When
            try (ServiceUnderTest teacher = start()) {
                teacher.awaitReady();
                teacher.await("every record is taught", () -> taught(teacher) == RECORDS);

                // Then
                assertThat(teacher.output()).doesNotContain("OutOfMemoryError").doesNotContain("replaced");
            }
        }
    }

    private static double taught(ServiceUnderTest teacher) throws Exception {
        return MetricsTable.value(teacher.metrics(), "alambic_teacher_records_total{fate=\"taught\"}");
    }

    private ServiceUnderTest start() {
        return ServiceUnderTest.start(
                MEMORY,
                Map.of(
                        "kafka.bootstrap.servers", cluster.getBootstrapServers(),
                        "alambic.teacher.model", folder.resolve("model").toString(),
                        "alambic.teacher.feature-maps", "block2",
                        "alambic.teacher.max-delay", "1s",
                        "alambic.teacher.state-dir", folder.resolve("state").toString()),
                folder.resolve("log"));
    }

    private static void saveModel(Path model) throws IOException {
        Cnn architecture = new Cnn(List.of(1, SIDE, SIDE), List.of(1, 1), List.of(), 2);
        try (NDManager manager = NDManager.newBaseManager();
                TrainableNetwork network = architecture.newNetwork(manager, 1)) {
            ModelFolder.save(model, "large", architecture, network, 0.5, 1);
        }
    }

    private static byte[] record() {
        return SampleBatch.newBuilder()
                .addTensors(Tensor.newBuilder()
                        .setName(Cnn.IMAGE)
                        .setDataType(DataType.DATA_TYPE_FP32)
                        .addAllShape(List.of((long) SAMPLES, 1L, (long) SIDE, (long) SIDE))
                        .setData(ByteString.copyFrom(new byte[SAMPLES * SIDE * SIDE * Float.BYTES])))
                .build()
                .toByteArray();
    }
}
