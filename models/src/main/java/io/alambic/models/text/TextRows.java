package io.alambic.models.text;

import ai.djl.ndarray.NDArray;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads texts from tensors of bytes: UTF-8, padded with zeros. */
public final class TextRows {

    private TextRows() {}

    /**
     * Returns the text of each sample.
     *
     * @param name of the tensor, for messages
     * @param rows UINT8 [N, bytes]
     * @throws IllegalArgumentException if one is not UTF-8
     */
    public static List<String> of(String name, NDArray rows) {
        byte[] bytes = rows.toByteArray();
        int length = Math.toIntExact(rows.getShape().get(1));
        List<String> texts = new ArrayList<>();
        for (int from = 0; from < bytes.length; from += length) {
            int to = from + length;
            while (to > from && bytes[to - 1] == 0) {
                to--;
            }
            texts.add(text(name, ByteBuffer.wrap(bytes, from, to - from)));
        }
        return texts;
    }

    private static String text(String name, ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("tensor '%s': expected text in UTF-8".formatted(name), e);
        }
    }
}
