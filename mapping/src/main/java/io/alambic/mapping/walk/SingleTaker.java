package io.alambic.mapping.walk;

import io.alambic.mapping.value.InvalidValueException;
import io.alambic.mapping.value.ScalarValue;
import java.io.IOException;

/** Takes one value, and no list. */
abstract class SingleTaker implements Taker {

    private final String expected;

    SingleTaker(String expected) {
        this.expected = expected;
    }

    /** Takes a value that is there. */
    abstract void takeOne(ScalarValue value) throws IOException, InvalidValueException;

    @Override
    public final void take(ScalarValue value) throws IOException, InvalidValueException {
        if (value.kind() == ScalarValue.Kind.NONE) {
            takeNothing();
        } else {
            takeOne(value);
        }
    }

    @Override
    public void takeNothing() throws IOException, InvalidValueException {
        throw new InvalidValueException("expected %s, but it is missing".formatted(expected));
    }

    @Override
    public final void beginList() throws InvalidValueException {
        takeOther("a list");
    }

    @Override
    public final void endList() {
        // its beginning was refused
    }

    @Override
    public final void takeOther(String what) throws InvalidValueException {
        throw new InvalidValueException("expected %s, but got %s".formatted(expected, what));
    }

    @Override
    public final void end() {
        // what is missing was said where it is missing
    }
}
