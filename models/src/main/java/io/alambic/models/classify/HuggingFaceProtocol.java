package io.alambic.models.classify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Text classification as Hugging Face's services speak it: Text Embeddings Inference ({@code /predict}), hosted models, and containers of the
 * inference toolkit. A request has one text, for a list of two would be a pair to some of them; the answer is a list of {@code label} and
 * {@code score}, alone or inside a list of one.
 */
public record HuggingFaceProtocol() implements ClassifierProtocol {

    private static final String EXPECTED = "a list of label and score, each label once, about one text";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Of Text Embeddings Inference, whose model failed. */
    private static final int FAILED_DEPENDENCY = 424;

    @Override
    public String contentType() {
        return "application/json";
    }

    @Override
    public byte[] request(String text, int classes) {
        ObjectNode request = JSON.createObjectNode().put("inputs", text);
        request.putObject("parameters").put("top_k", classes);
        try {
            return JSON.writeValueAsBytes(request);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of text and numbers is always JSON", e);
        }
    }

    @Override
    public Map<String, Double> scores(byte[] body) {
        JsonAnswer answer = new JsonAnswer(body, EXPECTED);
        JsonNode list = answer.tree();
        if (list.size() == 1 && list.path(0).isArray()) {
            list = list.path(0);
        }
        Map<String, Double> scores = new LinkedHashMap<>();
        for (JsonNode each : list) {
            boolean isOne = each.path("label").isTextual() && each.path("score").isNumber();
            if (!isOne
                    || scores.put(
                                    each.path("label").asText(),
                                    each.path("score").asDouble())
                            != null) {
                throw answer.unreadable(null);
            }
        }
        if (!list.isArray() || scores.isEmpty()) {
            throw answer.unreadable(null);
        }
        return scores;
    }

    @Override
    public boolean isFailure(int status, String body) {
        return status == FAILED_DEPENDENCY;
    }
}
