package io.alambic.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.testing.IdxFixtures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChosenSamplesTest {

    @TempDir
    private Path folder;

    @Test
    void everyPassHasTheSameSamplesAndTheSameFewLabels() throws IOException {
        // Given
        IdxImages images = new IdxFolder(IdxFixtures.folder(folder)).train();
        int each = images.size();

        // When
        ChosenSamples chosen = new ChosenSamples(images, 2, 3);

        // Then
        assertThat(chosen.size()).isEqualTo(2 * each);
        assertThat(IntStream.range(0, chosen.size()).filter(i -> chosen.label(i) >= 0))
                .containsExactly(0, 1, 2, each, each + 1, each + 2);
        assertThat(chosen.label(each + 2)).isEqualTo(images.label(2));
        assertThat(chosen.tensors(each + 1, 2)).isEqualTo(images.tensors(1, 2));
        assertThat(chosen.together(each - 2, 64))
                .as("a record stays within a pass")
                .isEqualTo(2);
        assertThatThrownBy(() -> new ChosenSamples(images, 0, 3)).hasMessageContaining("at least once");
    }
}
