package io.alambic.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.datasets.IdxFolder;
import io.alambic.testing.IdxFixtures;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageModelsTest {

    @TempDir
    private Path folder;

    @Test
    void colourImagesGetAStudentWithABlockMore() throws IOException {
        // When
        ImageModels colour = ImageModels.of(new IdxFolder(IdxFixtures.colourFolder(folder)).train());

        // Then
        assertThat(colour).isEqualTo(new ImageModels("3x2x2", 10, "16,32,64", "block3"));
    }

    @Test
    void greyImagesGetTheStudentThatTheServiceHasByDefault() throws IOException {
        // When
        ImageModels grey = ImageModels.of(new IdxFolder(IdxFixtures.folder(folder)).train());

        // Then
        assertThat(grey).isEqualTo(new ImageModels("1x2x3", 10, "16,32", "block2"));
    }
}
