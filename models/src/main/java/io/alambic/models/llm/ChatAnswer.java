package io.alambic.models.llm;

import com.fasterxml.jackson.databind.JsonNode;
import io.alambic.core.http.Excerpt;

/**
 * An endpoint's answer to a prompt.
 *
 * @param choice the first of those it has
 * @param promptTokens as the endpoint counted them; -1 if it does not say
 * @param completionTokens as the endpoint counted them; -1 if it does not say
 */
record ChatAnswer(JsonNode choice, long promptTokens, long completionTokens) {

    static ChatAnswer of(JsonNode body) {
        JsonNode choice = body.path("choices").path(0);
        if (!choice.isObject()) {
            throw new IllegalArgumentException(
                    "expected a chat completion with choices, but got '%s'".formatted(Excerpt.of(body.toString())));
        }
        JsonNode usage = body.path("usage");
        return new ChatAnswer(
                choice,
                usage.path("prompt_tokens").asLong(-1),
                usage.path("completion_tokens").asLong(-1));
    }
}
