package io.alambic.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import io.alambic.core.checkpoint.Checkpoint;
import io.alambic.core.checkpoint.CheckpointLock;
import io.alambic.core.checkpoint.CheckpointStore;
import io.alambic.core.checkpoint.Lineage;
import io.alambic.core.search.SearchSettings;
import io.alambic.student.grpc.Serving;
import io.alambic.student.inference.Batching;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Why a student cannot start, in one sentence, with no broker in reach; whatever it took is free again. */
class StudentStartTest {

    private static final Map<String, Object> NO_BROKER = Map.of("bootstrap.servers", "127.0.0.1:1");

    @TempDir
    Path work;

    @Test
    void saysThatTheCheckpointFolderIsNoFolder() throws Exception {
        // Given
        Path file = Files.createFile(work.resolve("file"));

        // When
        assertThatThrownBy(() -> start(NO_BROKER, file, 0))
                // Then
                .isInstanceOf(IOException.class)
                .hasMessageContaining("checkpoints cannot be kept in '%s'", file);
    }

    @Test
    void saysThatAnotherStudentHasTheCheckpointFolder() throws Exception {
        try (CheckpointLock unused = CheckpointLock.take(work)) {
            // When
            assertThatThrownBy(() -> start(NO_BROKER, work, 0))
                    // Then
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another student keeps its checkpoints there");
        }
    }

    @Test
    void saysThatTheCheckpointsAreThoseOfAnotherModelAndLeavesThem() throws Exception {
        // Given
        Path foreign;
        try (NDManager manager = NDManager.newBaseManager()) {
            foreign = new CheckpointStore(work, 3, (file, reason) -> {})
                    .save(new Checkpoint("Mlp[9]", 1, Lineage.EMPTY, Map.of("w", manager.create(1f))));
        }

        // When
        assertThatThrownBy(() -> start(NO_BROKER, work, 0))
                // Then
                .isInstanceOf(IOException.class)
                .hasMessageContaining("'%s' is a checkpoint of Mlp[9], but the student is ", foreign);
        assertThat(foreign).exists();
        CheckpointLock.take(work).close();
    }

    @Test
    void saysThatTheGrpcPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
            // When
            assertThatThrownBy(() -> start(NO_BROKER, work, taken.getLocalPort()))
                    // Then
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("gRPC cannot listen on localhost:%d", taken.getLocalPort());
        }
        CheckpointLock.take(work).close();
    }

    @Test
    void saysThatTheBrokerIsNoAddress() throws Exception {
        // When
        assertThatThrownBy(() -> start(Map.of("bootstrap.servers", "nowhere"), work, 0))
                // Then
                .isInstanceOf(KafkaException.class)
                .cause()
                .hasMessage("Invalid url in bootstrap.servers: nowhere");
        CheckpointLock.take(work).close();
    }

    private static void start(Map<String, Object> connection, Path checkpoints, int port) throws IOException {
        ServingSettings serving = Serving.settings(port, 1, 1, new Batching(1, Duration.ZERO, List.of()), List.of());
        StudentSettings settings = TinyStudent.settings(
                new TestTopics(connection, ""),
                checkpoints,
                SearchSettings.off(TinyTask.candidate().hyperparameters()),
                serving);
        TinyStudent.start(settings, new Recorder()).close();
    }
}
