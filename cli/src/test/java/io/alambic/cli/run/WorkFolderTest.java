package io.alambic.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.cli.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkFolderTest {

    @TempDir
    private Path temp;

    @Test
    void nothingOfTheLastRunIsLeft() throws IOException {
        // Given
        Files.createDirectories(temp.resolve("run/kafka/topic-0"));
        Files.writeString(temp.resolve("run/kafka/topic-0/00.log"), "records");
        Files.writeString(temp.resolve("report.json"), "{}");
        Files.writeString(temp.resolve("endpoints.json"), "{}");

        // When
        WorkFolder work = WorkFolder.take(temp);

        // Then
        assertThat(work.run("kafka")).doesNotExist();
        assertThat(work.report()).doesNotExist();
        assertThat(work.endpoints()).doesNotExist();
        work.close();
    }

    @Test
    void twoRunsDoNotShareAFolder() throws IOException {
        // Given
        try (WorkFolder first = WorkFolder.take(temp)) {
            first.write(first.report(), new Endpoints("a", "b", "c", "d", "e", Map.of()));

            // Then
            assertThatThrownBy(() -> WorkFolder.take(temp))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("Another run uses");
            assertThat(first.report()).exists();
        }
    }

    @Test
    void theAddressesAreGoneWhenNobodyListensAnyMore() throws IOException {
        // Given
        WorkFolder work = WorkFolder.take(temp);
        work.write(work.endpoints(), new Endpoints("k", "g", "m", "t", "s", Map.of()));
        assertThat(work.endpoints()).content().contains("\"bootstrapServers\" : \"k\"");

        // When
        work.close();

        // Then
        assertThat(work.endpoints()).doesNotExist();
    }

    @Test
    void aFolderThatCannotBeWrittenIsOneClearSentence() throws IOException {
        // Given
        Path file = Files.writeString(temp.resolve("file"), "");

        // Then
        assertThatThrownBy(() -> WorkFolder.take(file.resolve("work")))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("The work folder");
    }
}
