package io.alambic.bench.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DistortionTest {

    @Test
    void theErrorIsRelativeToTheSizeOfTheExactValues() {
        // Given
        float[] exact = {3, -4};
        float[] arrived = {3, -3};

        // When
        Distortion distortion = Distortion.between(exact, arrived);

        // Then: sqrt(1 / 25), and |-3 + 4|
        assertThat(distortion).isEqualTo(new Distortion(0.2, 1));
    }

    @Test
    void valuesThatAreAllZeroHaveNoRelativeError() {
        assertThat(Distortion.between(new float[2], new float[2])).isEqualTo(new Distortion(0, 0));
    }
}
