package io.alambic.mapping.value;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Bytes that are written as text: base64 with the alphabet of RFC 4648 or the one for URLs, or a {@code data:} URL of it. */
final class Base64Text {

    private static final String URL = "data:";
    private static final String CODED = ";base64";
    private static final int LONGEST_TYPE = 200;

    private Base64Text() {}

    /**
     * Returns the bytes.
     *
     * @throws InvalidValueException if the text is no base64
     */
    static byte[] decode(String text) throws InvalidValueException {
        byte[] signs = coded(text).getBytes(StandardCharsets.ISO_8859_1);
        boolean forUrls = false;
        for (byte sign : signs) {
            forUrls |= sign == '-' || sign == '_';
        }
        try {
            return (forUrls ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(signs);
        } catch (IllegalArgumentException e) {
            throw expected(text);
        }
    }

    private static String coded(String text) throws InvalidValueException {
        if (!text.startsWith(URL)) {
            return text;
        }
        int comma = text.indexOf(',');
        if (comma < 0 || comma > LONGEST_TYPE || !text.substring(0, comma).endsWith(CODED)) {
            throw expected(text);
        }
        return text.substring(comma + 1);
    }

    private static InvalidValueException expected(String text) {
        return new InvalidValueException("expected bytes, or text of base64, but got text '%s'"
                .formatted(InvalidValueException.shortened(text)));
    }
}
