package io.alambic.datasets.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MailTextTest {

    @Test
    void subjectAndBodyAreReadAndNoOtherHeader() throws IOException {
        assertThat(text("""
                From someone@example.org Thu Aug 22 13:17:22 2002
                Received: from elsewhere
                From: Someone <someone@example.org>
                Subject: =?iso-8859-1?Q?Gr=FC=DFe?= to
                 all

                First  line,
                second line.
                """)).isEqualTo("Grüße to all First line, second line.");
    }

    @Test
    void markupAndTransferEncodingsAreNoWords() throws IOException {
        assertThat(text("""
                Subject: Offer
                Content-Type: text/html; charset="no-such-charset"
                Content-Transfer-Encoding: quoted-printable

                <html><head><style>p {color: red}</style></head><body><p>Dear=20=
                friend,</p><br>buy&nbsp;now</body></html>
                """)).isEqualTo("Offer Dear friend, buy now");
        assertThat(text("""
                Subject: Hidden
                Content-Transfer-Encoding: base64

                aGVsbG8gd29ybGQ=
                """)).isEqualTo("Hidden hello world");
    }

    @Test
    void ofAlternativesThePlainOneIsReadAndOfOtherPartsAllTexts() throws IOException {
        String parts = """
                Subject: Parts
                MIME-Version: 1.0
                Content-Type: multipart/%s; boundary="b"

                --b
                Content-Type: text/html

                <b>bold</b>
                --b
                Content-Type: text/plain

                plain
                --b
                Content-Type: image/png

                no words
                --b--
                """;
        assertThat(text(parts.formatted("alternative"))).isEqualTo("Parts plain");
        assertThat(text(parts.formatted("mixed"))).isEqualTo("Parts bold plain");
    }

    @Test
    void aMailWithoutAnythingIsAnEmptyText() throws IOException {
        assertThat(text("")).isEmpty();
        assertThat(text("From nobody")).isEmpty();
    }

    private static String text(String mail) throws IOException {
        return MailText.of(mail.getBytes(StandardCharsets.ISO_8859_1));
    }
}
