package io.alambic.core.train;

/** Lets others go first where they want to compute as well. Thread safe. */
@FunctionalInterface
public interface YieldPolicy {

    /** For whoever computes alone. */
    YieldPolicy NONE = () -> {};

    /** Returns once one's own work may go on, which must not take long; at once where the thread is interrupted. */
    void yieldToInference();
}
