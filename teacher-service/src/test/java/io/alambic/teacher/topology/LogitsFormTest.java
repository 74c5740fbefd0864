package io.alambic.teacher.topology;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogitsFormTest {

    @ParameterizedTest
    @CsvSource({"0, false", "1, true", "2, true", "3, false"})
    void someOfTheLogitsAreThoseOfAVectorOrOfOneAtEachPlaceOfASeries(int dimensions, boolean taken) {
        assertThat(LogitsForm.of(5, 0, 1).takes(dimensions)).isEqualTo(taken);
        assertThat(LogitsForm.of(0, 5, 1).takes(dimensions)).isEqualTo(taken);
        assertThat(LogitsForm.of(0, 0, 1).takes(dimensions)).isTrue();
    }
}
