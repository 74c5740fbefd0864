package io.alambic.models.llm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alambic.core.http.Excerpt;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The class that the answer names, with a probability that is stated beforehand; the others share the rest alike. The answer is the name and
 * nothing else, or, where the endpoint is asked to choose, a JSON object that a schema ({@code response_format}) allows only the names.
 */
final class WrittenClass implements AnswerForm {

    private static final String FIELD = "class";

    /** Of quotes, braces and the field, beside the name. */
    private static final int FRAME_TOKENS = 16;

    private final List<String> classes;
    private final double confidence;
    private final boolean chosen;
    private final ObjectMapper json = new ObjectMapper();

    /**
     * A form.
     *
     * @param confidence probability of the class that is named, above 1 / C and below 1
     * @param chosen whether a schema allows no other answer
     */
    WrittenClass(List<String> classes, double confidence, boolean chosen) {
        this.classes = classes;
        this.confidence = confidence;
        this.chosen = chosen;
        if (!(confidence > 1.0 / classes.size() && confidence < 1)) {
            throw new IllegalArgumentException(
                    "confidence must be above 1/%d and below 1, but is %s".formatted(classes.size(), confidence));
        }
    }

    @Override
    public void ask(ObjectNode request) {
        if (chosen) {
            ObjectNode schema = request.putObject("response_format")
                    .put("type", "json_schema")
                    .putObject("json_schema")
                    .put("name", FIELD)
                    .put("strict", true)
                    .putObject("schema")
                    .put("type", "object")
                    .put("additionalProperties", false);
            schema.putArray("required").add(FIELD);
            ObjectNode names = schema.putObject("properties").putObject(FIELD).put("type", "string");
            classes.forEach(names.putArray("enum")::add);
        }
    }

    @Override
    public int mostTokens() {
        int longest = classes.stream()
                .mapToInt(name -> name.getBytes(StandardCharsets.UTF_8).length)
                .max()
                .orElseThrow();
        return longest + FRAME_TOKENS;
    }

    @Override
    public float[] logits(JsonNode choice) {
        String content = choice.path("message").path("content").asText();
        String named = chosen ? field(content) : content.strip().replaceAll("^[\"'`*]+|[\"'`*.!]+$", "");
        for (int i = 0; i < classes.size(); i++) {
            if (classes.get(i).equalsIgnoreCase(named)) {
                float[] logits = new float[classes.size()];
                Arrays.fill(logits, (float) Math.log((1 - confidence) / (classes.size() - 1)));
                logits[i] = (float) Math.log(confidence);
                return logits;
            }
        }
        throw new UnreadableAnswerException(
                "expected one of %s, but the answer is '%s'".formatted(classes, Excerpt.of(content)));
    }

    @Override
    public String toString() {
        return "%s %s".formatted(chosen ? "choice" : "text", confidence);
    }

    private String field(String content) {
        try {
            return json.readTree(content).path(FIELD).asText();
        } catch (JsonProcessingException e) {
            throw new UnreadableAnswerException("expected a JSON object with the field '%s', but the answer is '%s'"
                    .formatted(FIELD, Excerpt.of(content)));
        }
    }
}
