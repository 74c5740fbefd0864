package io.alambic.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {

    @Test
    void nameAndNumbersAreRead() {
        assertThat(Expression.parse(" KL ")).isEqualTo(new Expression("kl", List.of()));
        assertThat(Expression.parse("sgd(0.9)")).isEqualTo(new Expression("sgd", List.of(0.9)));
        assertThat(Expression.parse("decoupled (1,8 )")).isEqualTo(new Expression("decoupled", List.of(1.0, 8.0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"kl", "sgd(0.9)", "decoupled(1, 8)", "linear(1, -0.5, 10000)"})
    void whatIsPrintedIsWhatWasRead(String text) {
        assertThat(Expression.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "9", "kl(", "kl)", "kl()", "kl(1,)", "kl(x)", "kl(1)(2)", "kl 1", "a b"})
    void whatIsNoChoiceIsRefusedWithWhatCame(String text) {
        assertThatThrownBy(() -> Expression.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @Test
    void anotherNumberOfArgumentsIsRefusedWithTheForm() {
        assertThatThrownBy(() -> Expression.parse("sgd(0.9, 1)").arguments(1, "sgd(momentum)"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("sgd(momentum)", "sgd(0.9, 1)");
    }
}
