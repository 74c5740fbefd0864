package io.alambic.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointLockTest {

    @TempDir
    private Path folder;

    @Test
    void aFolderThatIsTakenIsRefused() throws IOException {
        try (CheckpointLock unused = CheckpointLock.take(folder)) {
            // When
            assertThatThrownBy(() -> CheckpointLock.take(folder))
                    // Then
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another student keeps its checkpoints there");
        }
    }

    @Test
    void aFolderThatWasGivenBackIsTakenAgain() throws IOException {
        // Given
        CheckpointLock.take(folder).close();

        // Then
        assertThatCode(() -> CheckpointLock.take(folder).close()).doesNotThrowAnyException();
    }
}
