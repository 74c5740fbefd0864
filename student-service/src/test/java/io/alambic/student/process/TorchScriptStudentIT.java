package io.alambic.student.process;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.checkpoint.Checkpoint;
import io.alambic.core.checkpoint.CheckpointFile;
import io.alambic.core.export.SavedStudent;
import io.alambic.core.model.InputSpec;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.student.KnowledgeLog;
import io.alambic.student.TinyTask;
import io.alambic.testing.SharedBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A student of the user's own, with batch norm, in the packaged jar against a real broker. */
class TorchScriptStudentIT {

    /** Written by core's make_models.py: batch norm, and a dictionary of logits and block1. */
    private static final Path MODULE = Path.of("..", "core", "src", "test", "resources", "models", "named.pt");

    private static final int RECORDS = 40;
    private static final int SAMPLES = 20;

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    @TempDir
    Path work;

    @Test
    void trainsRestartsFromItsCheckpointAndKeepsItsRunningStatistics() throws Exception {
        try (KnowledgeLog log = KnowledgeLog.on(BROKER).create(2)) {
            // Given
            log.produce(0, RECORDS, SAMPLES);
            long before;
            try (StudentProcess first = start(log, "first.log").awaitReady()) {
                first.await("the first half", () -> log.committedOffsets().equals(log.endOffsets()));
                first.terminate();
                first.exitCode();
                before = newest().lineage().step();
            }
            log.produce(RECORDS, RECORDS, SAMPLES);

            // When
            try (StudentProcess second = start(log, "second.log").awaitReady()) {
                second.await("the second half", () -> log.committedOffsets().equals(log.endOffsets()));
                second.terminate();
                second.exitCode();
                assertThat(second.output()).contains("Restored from checkpoint", "step=" + before);
            }

            // Then
            Checkpoint last = newest();
            assertThat(last.lineage().step()).isGreaterThan(before);
            assertThat(last.lineage().trained() + last.lineage().heldOut()).isEqualTo(2L * RECORDS * SAMPLES);
            assertThat(classesOfTheCheckpoint()).containsExactly(0, 1, 2, 3);
        }
    }

    private StudentProcess start(KnowledgeLog log, String output) throws IOException {
        Map<String, String> settings = StudentProcess.settings(log, checkpoints());
        settings.put("alambic.student.model.architecture", "torchscript");
        settings.put(
                "alambic.student.model.file",
                MODULE.toAbsolutePath().normalize().toString());
        settings.put("alambic.student.model.inputs", "image:FP32:1x8x8");
        settings.put("alambic.student.features", "block2:block1");
        settings.put("alambic.student.learning-rate", "0.01");
        return StudentProcess.start(settings, work.resolve(output));
    }

    private Path checkpoints() {
        return work.resolve("checkpoints");
    }

    private Checkpoint newest() throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            return CheckpointFile.read(CheckpointFile.list(checkpoints()).get(0))
                    .toCheckpoint(manager);
        }
    }

    /** What the student of the checkpoint, in evaluation, says about an image of each class. */
    private long[] classesOfTheCheckpoint() throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                TrainableNetwork network = SavedStudent.read(checkpoints(), manager)
                        .open(InputSpec.parseAll("image:FP32:1x8x8"), manager)) {
            float[] images = new float[TinyTask.CLASSES * TinyTask.SIDE * TinyTask.SIDE];
            for (int label = 0; label < TinyTask.CLASSES; label++) {
                float[] image = TinyTask.image(label);
                System.arraycopy(image, 0, images, label * image.length, image.length);
            }
            NDArray batch = manager.create(images, new Shape(TinyTask.CLASSES, 1, TinyTask.SIDE, TinyTask.SIDE));
            return network.forward(Map.of("image", batch))
                    .get("logits")
                    .argMax(1)
                    .toLongArray();
        }
    }
}
