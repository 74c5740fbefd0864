package io.alambic.models.llm;

import io.alambic.models.Spending;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/** Counts what was spent. Thread safe. */
final class Spent {

    private final LongAdder calls = new LongAdder();
    private final LongAdder cached = new LongAdder();
    private final LongAdder promptTokens = new LongAdder();
    private final LongAdder completionTokens = new LongAdder();
    private final DoubleAdder money = new DoubleAdder();

    void called() {
        calls.increment();
    }

    void cached() {
        cached.increment();
    }

    void answered(long prompt, long completion, double price) {
        promptTokens.add(prompt);
        completionTokens.add(completion);
        money.add(price);
    }

    Spending now() {
        return new Spending(calls.sum(), cached.sum(), promptTokens.sum(), completionTokens.sum(), money.sum());
    }
}
