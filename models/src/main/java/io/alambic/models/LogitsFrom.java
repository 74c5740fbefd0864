package io.alambic.models;

/** What the output that stands for the logits holds. */
public enum LogitsFrom {
    /** Probabilities if the model is found to answer them, else logits. */
    AUTO,
    /** Logits, or logarithms of probabilities: they differ by a constant for each sample, which no softmax sees. */
    LOGITS,
    /** Probabilities of the classes; their logarithms are the logits. */
    PROBABILITIES,
    /** A probability for each class by itself, as sigmoids answer. */
    INDEPENDENT_PROBABILITIES
}
