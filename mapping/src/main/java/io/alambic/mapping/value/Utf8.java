package io.alambic.mapping.value;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Texts of bytes. */
final class Utf8 {

    private Utf8() {}

    /**
     * Returns the text.
     *
     * @throws InvalidValueException if the bytes are no UTF-8
     */
    static String strict(byte[] bytes) throws InvalidValueException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidValueException("expected a text of UTF-8, but got other bytes");
        }
    }
}
