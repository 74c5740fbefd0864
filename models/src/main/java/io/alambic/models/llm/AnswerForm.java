package io.alambic.models.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** How a language model is asked for a class, and how its answer becomes logits. Immutable. */
public interface AnswerForm {

    /** Adds to a request what this form needs. */
    void ask(ObjectNode request);

    /** Returns the most tokens of an answer. */
    int mostTokens();

    /**
     * Returns the logarithm of each class's probability.
     *
     * @param choice what the endpoint answered
     * @throws UnreadableAnswerException if it holds no class
     */
    float[] logits(JsonNode choice);
}
