package io.alambic.models.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

    private static final Redaction ALL = new Redaction(List.of(Redaction.Kind.values()), null);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Write to jo.doe+x@mail.example.org. | Write to [email].",
                "a@b.co, c@d.example                | [email], [email]",
                "Pay to DE89 3704 0044 0532 0130 00 | Pay to [iban]",
                "card 4111 1111 1111 1111, thanks   | card [card], thanks",
                "from 192.168.0.17                  | from [ip]",
                "call +49 (30) 1234-5678 now        | call [phone] now",
                "call 0201/12345678                 | call [phone]",
            })
    void whatHasTheUsualFormIsReplaced(String text, String expected) {
        assertThat(ALL.of(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "It costs 1234567 and 12.50 on 2026-12-01",
                "version 1.2.3",
                "not @ mail, nor me@home",
                "héllo {braces} $1 \\1",
            })
    void otherTextStays(String text) {
        assertThat(ALL.of(text)).isEqualTo(text);
    }

    @Test
    void aNumberWithAWrongCheckDigitIsNoCard() {
        // Given
        Redaction cards = new Redaction(List.of(Redaction.Kind.CARD), null);

        // When, Then
        assertThat(cards.of("4111 1111 1111 1112")).isEqualTo("4111 1111 1111 1112");
    }

    @Test
    void aPatternOfOnesOwnIsReplacedToo() {
        // Given
        Redaction customers = new Redaction(List.of(), Pattern.compile("C-\\d+"));

        // When, Then
        assertThat(customers.of("customer C-1234 asks")).isEqualTo("customer [redacted] asks");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "1", "1 ", "a.", "A1", "1.", "(", "a@", "AA11 "})
    void noTextTakesLong(String part) {
        // Given
        String text = part.repeat(200_000 / part.length());

        // When, Then
        Assertions.assertTimeout(Duration.ofSeconds(5), () -> ALL.of(text));
    }

    @Test
    void aKindThatThereIsNotIsRefused() {
        assertThatThrownBy(() -> Redaction.kinds(List.of("email", "names")))
                .hasMessage("expected some of email, iban, card, ip, phone, but got 'names'");
    }
}
