package io.alambic.mapping.operation;

import io.alambic.mapping.value.Elements;
import io.alambic.mapping.value.InvalidValueException;
import io.alambic.mapping.value.LastResult;
import io.alambic.mapping.value.ScalarValue;
import io.alambic.mapping.value.Unfolding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** {@code utf8}: the bytes of a text, 0 to 255; a 0 for an empty one. */
record TextBytes() implements Unfolding {

    private static final int UNSIGNED = 0xff;

    @Override
    public Elements unfold(ScalarValue value, LastResult last) throws IOException, InvalidValueException {
        byte[] bytes = value.requireText("a text").getBytes(StandardCharsets.UTF_8);
        long[] numbers = new long[Math.max(1, bytes.length)];
        for (int i = 0; i < bytes.length; i++) {
            numbers[i] = bytes[i] & UNSIGNED;
        }
        return new Elements.Whole(numbers);
    }
}
