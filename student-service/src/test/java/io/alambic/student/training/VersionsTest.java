package io.alambic.student.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.core.checkpoint.CheckpointStore;
import io.alambic.core.checkpoint.ReservedVersions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionsTest {

    @TempDir
    Path folder;

    @Test
    void beginsBehindTheNewestOfTheCheckpoint() throws IOException {
        // Given
        Versions versions = new Versions(41, disk());

        // When
        long next = versions.next();

        // Then
        assertThat(next).isEqualTo(42);
        assertThat(versions.newest()).isEqualTo(42);
    }

    @Test
    void aNumberThatWasGivenBeforeACrashIsNotGivenAgainThoughNoCheckpointKnowsOfIt() throws IOException {
        // Given
        Versions beforeTheCrash = new Versions(0, disk());
        for (int i = 0; i < 2 * Versions.BLOCK; i++) {
            beforeTheCrash.next();
        }

        // When
        long afterTheCrash = new Versions(0, disk()).next();

        // Then
        assertThat(afterTheCrash).isGreaterThan(beforeTheCrash.newest());
    }

    @Test
    void anOrderlyEndLeavesNoNumberOut() throws IOException {
        // Given
        Versions before = new Versions(0, disk());
        before.next();

        // When
        before.end();

        // Then
        assertThat(new Versions(0, disk()).next()).isEqualTo(2);
    }

    @Test
    void numbersGoOnWhileNothingCanBeWrittenAndOnesOfBeforeAreNotGivenAgainForABlockOfThem() throws IOException {
        // Given
        Versions before = new Versions(0, disk());
        before.next();
        Path obstacle = Files.createDirectory(folder.resolve("versions.tmp"));

        // When
        for (int i = 1; i < Versions.BLOCK; i++) {
            before.next();
        }

        // Then
        assertThat(before.newest()).isEqualTo(Versions.BLOCK);
        Files.delete(obstacle);
        assertThat(new Versions(0, disk()).next()).isGreaterThan(Versions.BLOCK);
    }

    @Test
    void aFileThatHoldsNoNumberIsNoReasonNotToServe() throws IOException {
        // Given
        Files.writeString(folder.resolve("versions"), "forty-two");

        // When
        long next = new Versions(7, disk()).next();

        // Then
        assertThat(next).isEqualTo(8);
    }

    private ReservedVersions disk() throws IOException {
        return new CheckpointStore(folder, 1, (file, reason) -> {}).versions();
    }
}
