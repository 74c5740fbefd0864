package io.alambic.datasets.text;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Objects;
import org.apache.james.mime4j.dom.Body;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.SingleBody;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.apache.james.mime4j.stream.MimeConfig;
import org.jsoup.Jsoup;

/** Takes subject and body of a mail as plain words. No other header is read, for those tell where a mail came from. */
final class MailText {

    private static final String HTML = "text/html";
    private static final String PLAIN = "text/plain";
    private static final String ALTERNATIVE = "multipart/alternative";

    private MailText() {}

    /**
     * Returns the words of a mail, with one space between them.
     *
     * @param mail as it was received; a first line of an mbox file ("From ...") is left out
     */
    static String of(byte[] mail) throws IOException {
        DefaultMessageBuilder builder = new DefaultMessageBuilder();
        builder.setMimeEntityConfig(MimeConfig.PERMISSIVE);
        Message message = builder.parseMessage(withoutMboxLine(mail));
        String subject = Objects.requireNonNullElse(message.getSubject(), "");
        return (subject + "\n" + text(message))
                .replaceAll("[\\s\\h\\p{Cntrl}]+", " ")
                .strip();
    }

    private static InputStream withoutMboxLine(byte[] mail) {
        byte[] mark = "From ".getBytes(StandardCharsets.US_ASCII);
        int start = 0;
        if (mail.length > mark.length && new String(mail, 0, mark.length, StandardCharsets.US_ASCII).equals("From ")) {
            while (start < mail.length && mail[start] != '\n') {
                start++;
            }
            start = Math.min(start + 1, mail.length);
        }
        return new ByteArrayInputStream(mail, start, mail.length - start);
    }

    private static String text(Entity entity) throws IOException {
        Body body = entity.getBody();
        if (body instanceof Multipart parts) {
            return parts(entity.getMimeType(), parts);
        }
        if (body instanceof Message message) {
            return text(message);
        }
        String type = Objects.requireNonNullElse(entity.getMimeType(), PLAIN);
        if (!(body instanceof SingleBody single) || !(type.equals(PLAIN) || type.equals(HTML))) {
            return "";
        }
        try (InputStream in = single.getInputStream()) {
            String text = new String(in.readAllBytes(), charset(entity.getCharset()));
            return type.equals(HTML) ? Jsoup.parse(text).text() : text;
        }
    }

    /** Of alternatives the plain one; of other parts all. */
    private static String parts(String type, Multipart parts) throws IOException {
        if (ALTERNATIVE.equals(type)) {
            for (Entity part : parts.getBodyParts()) {
                if (PLAIN.equals(part.getMimeType())) {
                    return text(part);
                }
            }
        }
        StringBuilder all = new StringBuilder();
        for (Entity part : parts.getBodyParts()) {
            all.append(text(part)).append('\n');
        }
        return all.toString();
    }

    private static Charset charset(String name) {
        try {
            return name == null ? StandardCharsets.ISO_8859_1 : Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return StandardCharsets.ISO_8859_1;
        }
    }
}
