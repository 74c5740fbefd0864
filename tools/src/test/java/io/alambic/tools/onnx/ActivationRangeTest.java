package io.alambic.tools.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActivationRangeTest {

    @ParameterizedTest
    @CsvSource({"-1, 3, 64", "0, 5, 0", "2, 5, 0", "-5, -2, 255", "-7, 7, 128", "0, 0, 0"})
    void zeroIsOneOfTheNumbersAndBothEndsAreReached(float min, float max, int zeroPoint) {
        // When
        ActivationRange range = new ActivationRange(min, max);

        // Then
        assertThat(range.zeroPoint()).isEqualTo(zeroPoint);
        assertThat(range.scale() * -range.zeroPoint()).isCloseTo(Math.min(min, 0), within(range.scale()));
        assertThat(range.scale() * (255 - range.zeroPoint())).isGreaterThanOrEqualTo(Math.max(max, 0) - range.scale());
    }

    @Test
    void rangesOfBatchesAddUp() {
        assertThat(new ActivationRange(-1, 2).with(new ActivationRange(-3, 1))).isEqualTo(new ActivationRange(-3, 2));
    }

    @Test
    void whatIsNotFiniteCannotBeQuantized() {
        assertThatThrownBy(() -> new ActivationRange(0, Float.NaN))
                .hasMessage("values from 0.0 to NaN cannot be quantized");
    }
}
