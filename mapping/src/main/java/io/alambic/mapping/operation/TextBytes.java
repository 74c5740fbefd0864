package io.alambic.mapping.operation;

import io.alambic.mapping.value.InvalidValueException;
import io.alambic.mapping.value.ScalarValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** {@code utf8}: the bytes of a text, 0 to 255; a 0 for an empty one. */
record TextBytes() implements Operation, Unfolding {

    private static final int UNSIGNED = 0xff;

    @Override
    public void addTo(Chain.Builder chain) {
        chain.unfold(this);
    }

    @Override
    public int[] unfold(ScalarValue value) throws IOException, InvalidValueException {
        if (value.kind() == ScalarValue.Kind.NONE) {
            throw value.insteadOf("a text");
        }
        byte[] bytes = value.text().getBytes(StandardCharsets.UTF_8);
        int[] numbers = new int[Math.max(1, bytes.length)];
        for (int i = 0; i < bytes.length; i++) {
            numbers[i] = bytes[i] & UNSIGNED;
        }
        return numbers;
    }
}
