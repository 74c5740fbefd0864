package io.alambic.datasets.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.alambic.client.NamedTensor;
import io.alambic.datasets.ChosenSamples;
import io.alambic.datasets.fetch.DataSetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetSamplesTest {

    @TempDir
    private Path folder;

    @Test
    void theFirstSamplesKeepTheirLabelTensor() {
        // Given
        TargetSamples samples = new TargetSamples(
                NamedTensor.of("x", new float[] {1, 2, 3}, 3, 1), NamedTensor.of("y", new float[] {4, 5, 6}, 3, 1));

        // When
        ChosenSamples chosen = new ChosenSamples(samples, 2, 2);

        // Then
        assertThat(chosen.together(0, 64)).as("labelled ones share a record").isEqualTo(2);
        assertThat(chosen.labelTensor(3, 2)).contains(NamedTensor.of("y", new float[] {4, 5}, 2, 1));
        assertThat(chosen.labelTensor(5, 1)).isEmpty();
        assertThat(chosen.tensors(5, 1)).containsExactly(NamedTensor.of("x", new float[] {3}, 1, 1));
        assertThatThrownBy(() -> new TargetSamples(samples.inputs(), NamedTensor.of("y", new float[] {4}, 1, 1)))
                .hasMessage("3 samples, but 1 targets");
    }

    @Test
    void shapesAreTheSameForEverybodyAndHaveEveryClass() {
        // When
        TargetSamples shapes = Shapes.draw(50, 7);

        // Then
        assertThat(shapes).isEqualTo(Shapes.draw(50, 7)).isNotEqualTo(Shapes.draw(50, 8));
        assertThat(shapes.inputs().shape()).containsExactly(50L, 1L, 24L, 24L);
        assertThat(shapes.targets().data().toByteArray()).contains(0, 1, 2, 3).doesNotContain(4, -1);
        assertThat(shapes.target(49)).hasSize(24 * 24);
    }

    @Test
    void aWeekFollowsEightAndNoTestDayIsTrainedOn() throws IOException {
        // Given
        StringBuilder days = new StringBuilder("year,month,date_of_month,day_of_week,births\n");
        for (int day = 0; day < 1_600; day++) {
            days.append("1969,1,1,1,%d%n".formatted(day));
        }
        Files.writeString(folder.resolve("data.csv"), days);

        // When
        Births births = Births.read(folder);

        // Then
        float step = births.train().target(0)[1] - births.train().target(0)[0];
        float[] read = births.test().inputs().floats();
        assertThat(births.train().inputs().shape()).containsExactly(1_600L - 1_461 - 62, 56L);
        assertThat(births.test().size()).isEqualTo(1_461 - 62);
        assertThat(births.train().target(0)[0] - births.train().inputs().floats()[0])
                .isCloseTo(56 * step, within(1e-4f));
        assertThat(read[0]).isGreaterThan(births.train().target(births.train().size() - 1)[6]);
        Files.writeString(folder.resolve("data.csv"), "births\nmany\n");
        assertThatThrownBy(() -> Births.read(folder))
                .isInstanceOf(DataSetException.class)
                .hasMessageContaining("holds no series of births");
    }

    @Test
    void theMeanIouIsOfTheClassesThatAnybodyNames() {
        // Given
        MeanIou score = new MeanIou(3);

        // When: class 0 is named at the places 0 and 1, class 1 at 2; expected are 0, 1, 1
        score.add(new float[] {1, 1, 0, /* class 1 */ 0, 0, 1, /* class 2 */ -1, -1, -1}, new float[] {0, 1, 1});

        // Then
        assertThat(score.value()).isEqualTo((0.5 + 0.5) / 2);
    }

    @Test
    void theDeterminationOfTheMeanIsNothingAndOfTheLabelsOne() {
        // Given
        Determination mean = new Determination(1);
        Determination right = new Determination(1);

        // When
        for (float label : new float[] {1, 2, 6}) {
            mean.add(new float[] {3}, new float[] {label});
            right.add(new float[] {label}, new float[] {label});
        }

        // Then
        assertThat(mean.value()).isCloseTo(0, within(1e-12));
        assertThat(right.value()).isEqualTo(1);
        assertThat(new Determination(1).value()).isNaN();
    }
}
