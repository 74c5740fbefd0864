package io.alambic.teacher.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TeacherAnswerTest {

    @ParameterizedTest
    @CsvSource({"0, 4, true", "0, 5, false", "4, 1, false", "5, 1, true", "5, 2, true", "5, 3, false", "8, 10, true"})
    void rowsAreUsableUnlessOneOfThemIsNot(int from, int count, boolean usable) {
        // Given
        BitSet unusable = new BitSet();
        unusable.set(4);
        unusable.set(7);
        TeacherAnswer answer = new TeacherAnswer(null, Map.of(), unusable);

        // When
        boolean answered = answer.isUsable(from, count);

        // Then
        assertThat(answered).isEqualTo(usable);
    }
}
