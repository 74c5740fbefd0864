package io.alambic.student.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.alambic.core.checkpoint.CheckpointFile;
import io.alambic.core.checkpoint.CheckpointStore;
import io.alambic.core.checkpoint.Lineage;
import io.alambic.core.evaluate.HoldoutWindow;
import io.alambic.core.search.Population;
import io.alambic.core.search.SearchSettings;
import io.alambic.core.task.Tasks;
import io.alambic.student.Recorder;
import io.alambic.student.TinyTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {

    private static final Lineage LINEAGE = new Lineage(3, 20, 2, 500, new TreeMap<>());

    @TempDir
    Path temp;

    private final Recorder recorder = new Recorder();
    private final Queue<Runnable> beside = new ArrayDeque<>();
    private NDManager engine;

    @BeforeEach
    void openEngine() {
        engine = NDManager.newBaseManager();
    }

    @AfterEach
    void closeEngine() {
        engine.close();
    }

    @Test
    void knowsWhatItSaved() throws Exception {
        // Given
        Checkpoints checkpoints = checkpoints(temp);
        boolean emptyBefore = checkpoints.isEmpty();

        // When
        save(checkpoints);
        int writtenBefore = recorder.checkpoints();
        checkpoints.finish();

        // Then
        assertThat(emptyBefore).isTrue();
        assertThat(checkpoints.isEmpty()).isFalse();
        assertThat(checkpoints.isSaved(LINEAGE)).isTrue();
        assertThat(checkpoints.isSaved(Lineage.EMPTY)).isFalse();
        assertThat(writtenBefore).isZero();
        assertThat(recorder.checkpoints()).isEqualTo(1);
    }

    @Test
    void aFileIsMadeDurableBesideTrainingAndToldAtTheNextLook() throws Exception {
        // Given
        Checkpoints checkpoints = checkpoints(temp);
        save(checkpoints);
        checkpoints.poll();
        List<Path> before = CheckpointFile.list(temp);

        // When
        beside.remove().run();

        // Then
        checkpoints.poll();
        assertThat(before).isEmpty();
        assertThat(CheckpointFile.list(temp)).hasSize(1);
        assertThat(recorder.checkpoints()).isEqualTo(1);
    }

    @Test
    void aFileThatCannotBeMadeDurableIsReportedAndWrittenAgain() throws Exception {
        // Given
        Checkpoints checkpoints = checkpoints(temp);
        save(checkpoints);
        try (Stream<Path> files = Files.list(temp)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }

        // When
        checkpoints.finish();
        boolean saved = checkpoints.isSaved(LINEAGE);
        save(checkpoints);
        checkpoints.finish();

        // Then
        assertThat(saved).isFalse();
        assertThat(recorder.checkpointFailures()).isEqualTo(1);
        assertThat(checkpoints.isSaved(LINEAGE)).isTrue();
    }

    @Test
    void reportsAFolderThatCannotBeWrittenAndGoesOn() throws Exception {
        // Given
        Path folder = temp.resolve("folder");
        Checkpoints checkpoints = checkpoints(folder);
        Files.delete(folder);
        Files.createFile(folder);

        // When
        save(checkpoints);

        // Then
        assertThat(recorder.checkpointFailures()).isEqualTo(1);
        assertThat(checkpoints.isSaved(LINEAGE)).isFalse();
    }

    private Checkpoints checkpoints(Path folder) throws Exception {
        CheckpointStore store = new CheckpointStore(folder, 3, (file, reason) -> {});
        return new Checkpoints(
                store,
                TinyTask.STUDENT.fingerprint(),
                engine,
                new HoldoutWindow(4, Tasks.CLASSIFICATION),
                () -> 0,
                beside::add,
                recorder);
    }

    private void save(Checkpoints checkpoints) throws InterruptedException {
        try (Population population = Population.fresh(
                TinyTask.candidate(), SearchSettings.off(TinyTask.candidate().hyperparameters()), engine)) {
            checkpoints.save(population, LINEAGE, 1, Optional.empty());
        }
    }
}
