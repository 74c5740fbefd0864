package io.alambic.models.classify;

import io.alambic.core.settings.Secret;
import io.alambic.models.remote.CallSettings;
import java.net.URI;
import java.util.HashSet;
import java.util.List;

/**
 * Where a service is that classifies texts, and how it is asked.
 *
 * @param endpoint URL that the texts are sent to
 * @param protocol that it speaks
 * @param key of the endpoint
 * @param text name of the tensor of bytes that holds a sample's text
 * @param classes C ≥ 2 labels of the service, in the order of the logits
 * @param longestText most bytes of a text
 * @param concurrency calls at once, by all threads together
 * @param calls time limits: of one call, and of a pass with all its calls and their repetitions
 */
public record ClassifierSettings(
        URI endpoint,
        ClassifierProtocol protocol,
        Secret key,
        String text,
        List<String> classes,
        int longestText,
        int concurrency,
        CallSettings calls) {

    public ClassifierSettings {
        classes = List.copyOf(classes);
        if (!List.of("http", "https").contains(String.valueOf(endpoint.getScheme())) || endpoint.getHost() == null) {
            throw new IllegalArgumentException(
                    "expected an endpoint such as http://localhost:8080/predict, but got '%s'".formatted(endpoint));
        }
        if (classes.size() < 2 || new HashSet<>(classes).size() < classes.size()) {
            throw new IllegalArgumentException("expected at least two classes, no two alike, but got " + classes);
        }
        if (longestText < 1 || concurrency < 1) {
            throw new IllegalArgumentException("the longest text and the calls at once must be at least 1");
        }
    }
}
