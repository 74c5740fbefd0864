package io.alambic.student.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HoldoutSplitTest {

    private static final int MANY = 100_000;

    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.05, 0.5, 0.9})
    void holdsOutAboutItsShareOfTheSampleIds(double share) {
        // Given
        HoldoutSplit split = new HoldoutSplit(share);

        // When
        long held = IntStream.range(0, MANY)
                .filter(i -> split.holdsOut("sample-" + i))
                .count();

        // Then
        assertThat((double) held / MANY).isCloseTo(share, within(0.005));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 128})
    void holdsOutAboutItsShareOfTheSamplesWithoutIds(int perRecord) {
        // Given
        HoldoutSplit split = new HoldoutSplit(0.05);

        // When
        long held = IntStream.range(0, MANY)
                .filter(i -> split.holdsOut("samples", i % 3, i / perRecord, i % perRecord))
                .count();

        // Then
        assertThat((double) held / MANY).isCloseTo(0.05, within(0.005));
    }

    @Test
    void isTheSameInEveryReleaseAndProcess() {
        // Given
        HoldoutSplit split = new HoldoutSplit(0.05);

        // When
        List<Integer> held = IntStream.range(0, 100)
                .filter(i -> split.holdsOut("samples", 0, i, 0))
                .boxed()
                .toList();

        // Then
        assertThat(held).containsExactly(39, 41, 42, 65, 97);
    }

    @Property
    void aLargerShareHoldsOutWhateverASmallerOneDoes(@ForAll String id, @ForAll int offset) {
        HoldoutSplit small = new HoldoutSplit(0.1);
        HoldoutSplit large = new HoldoutSplit(0.3);

        assertThat(large.holdsOut(id) || !small.holdsOut(id)).isTrue();
        assertThat(large.holdsOut(id, 0, offset, 0) || !small.holdsOut(id, 0, offset, 0))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -0.1, 1.1, Double.NaN})
    void refusesAShareThatIsNone(double share) {
        assertThatThrownBy(() -> new HoldoutSplit(share))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("holdout share must be greater than 0 and less than 1, but is " + share);
    }
}
