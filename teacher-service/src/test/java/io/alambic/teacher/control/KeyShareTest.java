package io.alambic.teacher.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyShareTest {

    private static final int KEYS = 100_000;

    private static byte[] key(int number) {
        return ("customer-" + number).getBytes(StandardCharsets.UTF_8);
    }

    private static double share(IntPredicate taught) {
        return (double) IntStream.range(0, KEYS).filter(taught).count() / KEYS;
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.001, 1.001, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesWhatIsNoShare(double value) {
        assertThatThrownBy(() -> new KeyShare(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("share of the keys must be from 0 to 1, but is " + value);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.01, 0.2, 0.5, 0.99, 1})
    void thatManyKeysAreTaughtAndOfRecordsWithoutAKeyAsMany(double value) {
        // Given
        KeyShare keys = new KeyShare(value);

        // Then
        assertThat(share(i -> keys.teaches(key(i), 0, 0))).isCloseTo(value, within(0.01));
        assertThat(share(i -> keys.teaches(null, 3, i))).isCloseTo(value, within(0.01));
    }

    @Test
    void allRecordsOfAKeyAreTaughtOrNone() {
        // Given
        KeyShare half = new KeyShare(0.5);

        // When
        double alike = share(i -> half.teaches(key(i), 0, i) == half.teaches(key(i), 7, 13L * i));

        // Then
        assertThat(alike).isEqualTo(1);
    }

    @Test
    void aLargerShareHasEveryKeyOfASmallerOne() {
        // Given
        KeyShare small = new KeyShare(0.2);
        KeyShare large = new KeyShare(0.5);

        // When
        double lost = share(i -> small.teaches(key(i), 0, 0) && !large.teaches(key(i), 0, 0));

        // Then
        assertThat(lost).isZero();
    }

    @Test
    void theChoiceIsIndependentOfThatOfTheRate() {
        // Given
        KeyShare keys = new KeyShare(0.5);
        TeachingRate rate = new TeachingRate(0.5);

        // When
        double both = share(i -> keys.teaches(null, 1, i) && rate.teaches(1, i));

        // Then
        assertThat(both).isCloseTo(0.25, within(0.01));
    }
}
