package io.alambic.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ValuesTest {

    private enum Guarantee {
        EXACTLY_ONCE,
        AT_LEAST_ONCE
    }

    @Test
    void numbersAreReadWithoutTheSpaceAroundThem() {
        assertThat(Values.parseInteger(" -7 ")).isEqualTo(-7);
        assertThat(Values.parseLong("8589934592")).isEqualTo(1L << 33);
        assertThat(Values.parseFloat("0.5")).isEqualTo(0.5f);
        assertThat(Values.parseNumber("1e-3")).isEqualTo(0.001);
        assertThat(Values.parseIntegers("1x 28 x28", "x")).containsExactly(1, 28, 28);
        assertThat(Values.parseFlag(" true ")).isTrue();
        assertThat(Values.parseFlag("false")).isFalse();
        assertThat(Values.parseName("a.b_c-1")).isEqualTo("a.b_c-1");
        assertThat(Values.parts("a, b ,", ",")).containsExactly("a", "b", "");
    }

    @ParameterizedTest
    @CsvSource({
        "250ms, 250",
        "10s, 10000",
        "5m, 300000",
        "1h, 3600000",
        "2d, 172800000",
        "PT1.5S, 1500",
        "0s, 0",
        "3S, 3000"
    })
    void durationsAreAnAmountAndAUnitOrIso(String text, long millis) {
        assertThat(Values.parseDuration(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({"exactly_once", "exactly-once", "EXACTLY_ONCE", "' exactly_once '"})
    void namesAreReadWhateverTheirCase(String text) {
        assertThat(Values.parseOneOf(text, Guarantee.class)).isEqualTo(Guarantee.EXACTLY_ONCE);
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                wrong(() -> Values.parseInteger("many"), "expected a whole number, but got 'many'"),
                wrong(() -> Values.parseInteger(""), "expected a whole number, but got ''"),
                wrong(() -> Values.parseInteger("3000000000"), "expected a whole number, but got '3000000000'"),
                wrong(() -> Values.parseInteger(null), "expected a whole number, but got 'null'"),
                wrong(() -> Values.parseLong("1.0"), "expected a whole number, but got '1.0'"),
                wrong(() -> Values.parseFloat("half"), "expected a number, but got 'half'"),
                wrong(() -> Values.parseNumber("0,5"), "expected a number, but got '0,5'"),
                wrong(
                        () -> Values.parseDuration("soon"),
                        "expected a duration such as 250ms, 10s or PT1M, but got 'soon'"),
                wrong(() -> Values.parseDuration("10"), "expected a duration such as 250ms, 10s or PT1M, but got '10'"),
                wrong(
                        () -> Values.parseDuration("9999999999999999d"),
                        "expected a duration such as 250ms, 10s or PT1M, but got '9999999999999999d'"),
                wrong(
                        () -> Values.parseIntegers("1,,2", ","),
                        "expected whole numbers separated by ',', but got '1,,2'"),
                wrong(() -> Values.parseFlag("yes"), "expected true or false, but got 'yes'"),
                wrong(() -> Values.parseName("a b"), "expected letters, digits, '.', '_' and '-', but got 'a b'"),
                wrong(
                        () -> Values.parseOneOf("twice", Guarantee.class),
                        "expected one of exactly_once, at_least_once, but got 'twice'"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void whatCannotBeReadIsRefusedWithWhatWasExpected(ThrowingCallable read, String message) {
        assertThatThrownBy(read).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @Test
    void whatARecordRefusesIsPutBehindTheKey() {
        // Given
        IllegalArgumentException refused = new IllegalArgumentException("must be at least 1, but is 0");

        // When
        ThrowingCallable about = () -> Values.about("k", () -> {
            throw refused;
        });

        // Then
        assertThatThrownBy(about)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("k: must be at least 1, but is 0")
                .hasCause(refused);
    }

    @Test
    void whatARecordAcceptsIsGivenBack() {
        assertThat(Values.about("k", () -> "value")).isEqualTo("value");
    }

    private static Arguments wrong(ThrowingCallable read, String message) {
        return Arguments.of(read, message);
    }
}
