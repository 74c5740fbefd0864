package io.alambic.mapping.walk;

import io.alambic.mapping.expression.Condition;
import io.alambic.mapping.value.ScalarValue;
import java.io.IOException;

/** Finds out whether a sample meets a condition. */
final class FilterTaker implements Taker {

    private final Condition condition;
    private boolean met;
    private boolean isThere;

    FilterTaker(Condition condition) {
        this.condition = condition;
    }

    @Override
    public void begin() {
        met = false;
        isThere = false;
    }

    @Override
    public void take(ScalarValue value) throws IOException {
        isThere |= value.kind() != ScalarValue.Kind.NONE;
        met |= condition.isMetBy(value);
    }

    @Override
    public void beginList() {
        takeOther("a list");
    }

    @Override
    public void endList() {
        // nothing depends on its length
    }

    @Override
    public void takeOther(String what) {
        isThere = true;
        met |= condition.comparison() == Condition.Comparison.EXISTS;
    }

    @Override
    public void takeNothing() {
        // said at the end
    }

    @Override
    public void end() {
        // a missing value is no fault
    }

    boolean isMet() {
        return isThere ? met : condition.isMetByNothing();
    }
}
