package io.alambic.student.process;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.alambic.core.checkpoint.Checkpoint;
import io.alambic.core.checkpoint.CheckpointLock;
import io.alambic.core.checkpoint.CheckpointStore;
import io.alambic.core.checkpoint.Lineage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A student that cannot start says why in one sentence and ends. */
class WrongSettingIT {

    private static final int CANNOT_START = 2;
    private static final int QUARKUS_CANNOT_START = 1;

    @TempDir
    Path work;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alambic.student.lambda1        | abc     | alambic.student.lambda1: expected a number, linear(from, to, steps) or cosine(from, to, steps), but got 'abc'",
                "alambic.student.checkpoint-dir | ''      | alambic.student.checkpoint-dir is not set",
                "alambic.student.model.input    | 28x28   | input must be channels x height x width, but is [28, 28]",
                "kafka.bootstrap.servers        | ''      | kafka.bootstrap.servers is not set",
                "kafka.bootstrap.servers        | nowhere | Invalid url in bootstrap.servers: nowhere",
            })
    void saysWhichSettingIsWrong(String key, String value, String sentence) throws Exception {
        // Given
        Map<String, String> settings = settings();
        settings.put(key, value);

        // When
        try (StudentProcess student = StudentProcess.start(settings, work.resolve("log"))) {
            // Then
            assertThat(student.exitCode()).isEqualTo(CANNOT_START);
            assertOneSentence(student, sentence);
        }
    }

    @Test
    void saysThatTheCheckpointFolderIsNoFolder() throws Exception {
        // Given
        Path file = Files.createFile(work.resolve("file"));
        Map<String, String> settings = settings();
        settings.put("alambic.student.checkpoint-dir", file.toString());

        // When
        try (StudentProcess student = StudentProcess.start(settings, work.resolve("log"))) {
            // Then
            assertThat(student.exitCode()).isEqualTo(CANNOT_START);
            assertOneSentence(student, "checkpoints cannot be kept in '%s'".formatted(file));
        }
    }

    @Test
    void saysThatAnotherStudentHasTheCheckpointFolder() throws Exception {
        try (CheckpointLock unused = CheckpointLock.take(work.resolve("checkpoints"))) {
            // When
            try (StudentProcess student = StudentProcess.start(settings(), work.resolve("log"))) {
                // Then
                assertThat(student.exitCode()).isEqualTo(CANNOT_START);
                assertOneSentence(student, "another student keeps its checkpoints there");
            }
        }
    }

    @Test
    void saysThatTheCheckpointsAreThoseOfAnotherModelAndLeavesThem() throws Exception {
        // Given
        Path checkpoints = work.resolve("checkpoints");
        Path foreign;
        try (NDManager manager = NDManager.newBaseManager()) {
            foreign = new CheckpointStore(checkpoints, 3, (file, reason) -> {})
                    .save(new Checkpoint("Mlp[9]", 1, Lineage.EMPTY, Map.of("w", manager.create(1f))));
        }

        // When
        try (StudentProcess student = StudentProcess.start(settings(), work.resolve("log"))) {
            // Then
            assertThat(student.exitCode()).isEqualTo(CANNOT_START);
            assertOneSentence(student, "'%s' is a checkpoint of Mlp[9], but the student is ".formatted(foreign));
        }
        assertThat(foreign).exists();
    }

    @Test
    void saysThatTheGrpcPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // Given
            Map<String, String> settings = settings();
            settings.put("alambic.student.grpc.port", Integer.toString(taken.getLocalPort()));

            // When
            try (StudentProcess student = StudentProcess.start(settings, work.resolve("log"))) {
                // Then
                assertThat(student.exitCode()).isEqualTo(CANNOT_START);
                assertOneSentence(student, "gRPC cannot listen on 127.0.0.1:" + taken.getLocalPort());
            }
        }
    }

    @Test
    void saysThatTheHttpPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // Given
            Map<String, String> settings = settings();
            settings.put("quarkus.http.port", Integer.toString(taken.getLocalPort()));

            // When
            try (StudentProcess student = StudentProcess.start(settings, work.resolve("log"))) {
                // Then
                assertThat(student.exitCode()).isEqualTo(QUARKUS_CANNOT_START);
                assertOneSentence(student, "Port %d seems to be in use".formatted(taken.getLocalPort()));
            }
        }
    }

    private Map<String, String> settings() throws IOException {
        return StudentProcess.settings("127.0.0.1:1", work.resolve("checkpoints"));
    }

    private static void assertOneSentence(StudentProcess student, String sentence) {
        List<String> errors = student.output()
                .lines()
                .filter(line -> line.contains(" ERROR "))
                .toList();
        assertThat(errors).singleElement().asString().contains(sentence);
        assertThat(student.output()).doesNotContain("\tat ");
    }
}
