package io.alambic.cli.quickstart;

import io.alambic.datasets.text.TokenizedTexts;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes an inference request over HTTP as one shell command. */
final class CurlLine {

    private CurlLine() {}

    /**
     * Returns a command that requests the probabilities of a sample of zeros, which {@code seq} and {@code tr}
     * generate.
     *
     * @param http address of the student
     * @param shape of one sample
     */
    static String infer(String http, String model, List<Long> shape) {
        long elements = shape.stream().reduce(1L, (product, size) -> product * size);
        String batch = Stream.concat(Stream.of(1L), shape.stream())
                .map(size -> Long.toString(size))
                .collect(Collectors.joining(", ", "[", "]"));
        String json =
                "{\"inputs\": [{\"name\": \"image\", \"shape\": %s, \"datatype\": \"FP32\", \"data\": ['\"$(seq -s, %d | tr -s 0-9 0)\"']}],"
                                .formatted(batch, elements)
                        + " \"outputs\": [{\"name\": \"probabilities\"}]}";
        return "curl %s/v2/models/%s/infer -d '%s'".formatted(http, model, json);
    }

    /**
     * Returns a command that requests the probabilities of a text.
     *
     * @param http address of the student
     * @param tokens of the text
     */
    static String inferTokens(String http, String model, List<Integer> tokens) {
        String json = "{\"inputs\": [{\"name\": \"%s\", \"shape\": [1, %d], \"datatype\": \"INT64\", \"data\": %s}],"
                        .formatted(TokenizedTexts.IDS, tokens.size(), tokens)
                + " \"outputs\": [{\"name\": \"probabilities\"}]}";
        return "curl %s/v2/models/%s/infer -d '%s'".formatted(http, model, json);
    }
}
