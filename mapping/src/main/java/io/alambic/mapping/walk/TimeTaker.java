package io.alambic.mapping.walk;

import io.alambic.mapping.operation.Chain;
import io.alambic.mapping.value.InvalidValueException;
import io.alambic.mapping.value.ScalarValue;
import java.io.IOException;

/** Takes an event time. */
final class TimeTaker extends SingleTaker {

    static final long NONE = Long.MIN_VALUE;

    private final Chain chain;
    private long millis = NONE;

    TimeTaker(Chain chain) {
        super("a time");
        this.chain = chain;
    }

    @Override
    public void begin() {
        millis = NONE;
    }

    @Override
    void takeOne(ScalarValue value) throws IOException, InvalidValueException {
        millis = (long) chain.read(value);
    }

    @Override
    public void takeNothing() throws IOException, InvalidValueException {
        if (chain.fallback() != null) {
            takeOne(chain.fallback());
        } else if (!chain.isOptional()) {
            super.takeNothing();
        }
    }

    /** Returns milliseconds since the epoch; {@link #NONE} if there is no time. */
    long millis() {
        return millis;
    }
}
