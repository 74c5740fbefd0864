package io.alambic.mapping.walk;

import io.alambic.mapping.value.InvalidValueException;
import io.alambic.mapping.value.ScalarValue;
import java.io.IOException;

/** Takes the identity of a sample. */
final class IdentityTaker extends SingleTaker {

    private static final int LONGEST = 1000;

    private String id = "";

    IdentityTaker() {
        super("an id");
    }

    @Override
    public void begin() {
        id = "";
    }

    @Override
    void takeOne(ScalarValue value) throws IOException, InvalidValueException {
        String text = value.text();
        if (text.isEmpty() || text.length() > LONGEST) {
            throw new InvalidValueException(
                    "expected an id of 1 to %d characters, but got %d".formatted(LONGEST, text.length()));
        }
        id = text;
    }

    String id() {
        return id;
    }
}
