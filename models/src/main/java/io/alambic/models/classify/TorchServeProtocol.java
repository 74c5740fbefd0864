package io.alambic.models.classify;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Text classification as TorchServe's handler {@code text_classifier} speaks it ({@code /predictions/model}): the text alone is the request,
 * the answer an object with a probability for each label. Without {@code index_to_name.json} the labels are {@code 0}, {@code 1}, ...
 */
public record TorchServeProtocol() implements ClassifierProtocol {

    private static final String EXPECTED = "an object with a number for each label";

    private static final int UNAVAILABLE = 503;

    @Override
    public String contentType() {
        return "text/plain; charset=utf-8";
    }

    @Override
    public byte[] request(String text, int classes) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Map<String, Double> scores(byte[] body) {
        JsonAnswer answer = new JsonAnswer(body, EXPECTED);
        JsonNode object = answer.tree();
        Map<String, Double> scores = new LinkedHashMap<>();
        object.properties().forEach(each -> {
            if (!each.getValue().isNumber()) {
                throw answer.unreadable(null);
            }
            scores.put(each.getKey(), each.getValue().asDouble());
        });
        if (scores.isEmpty()) {
            throw answer.unreadable(null);
        }
        return scores;
    }

    /** TorchServe says 503 of a handler that failed, and of a model without workers; only the type of the error tells. */
    @Override
    public boolean isFailure(int status, String body) {
        return status == UNAVAILABLE && body.contains("InternalServerException");
    }
}
