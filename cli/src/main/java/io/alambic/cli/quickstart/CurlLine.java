package io.alambic.cli.quickstart;

import io.alambic.datasets.text.TokenizedTexts;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes an inference request over HTTP as one shell command. */
final class CurlLine {

    private CurlLine() {}

    /**
     * Returns a command that requests the answer to a sample of zeros, which {@code seq} and {@code tr}
     * generate.
     *
     * @param http address of the student
     * @param shape of one sample
     * @param output to request
     */
    static String infer(String http, String model, List<Long> shape, String output) {
        long elements = shape.stream().reduce(1L, (product, size) -> product * size);
        String batch = Stream.concat(Stream.of(1L), shape.stream())
                .map(size -> Long.toString(size))
                .collect(Collectors.joining(", ", "[", "]"));
        String zeros = "['\"$(seq -s, %d | tr -s 0-9 0)\"']".formatted(elements);
        return request(http, model, "image", batch, "FP32", zeros, output);
    }

    /**
     * Returns a command that requests the answer to a text.
     *
     * @param http address of the student
     * @param tokens of the text
     * @param output to request
     */
    static String inferTokens(String http, String model, List<Integer> tokens, String output) {
        return request(
                http,
                model,
                TokenizedTexts.IDS,
                "[1, %d]".formatted(tokens.size()),
                "INT64",
                tokens.toString(),
                output);
    }

    private static String request(
            String http, String model, String input, String shape, String datatype, String data, String output) {
        String json = "{\"inputs\": [{\"name\": \"%s\", \"shape\": %s, \"datatype\": \"%s\", \"data\": %s}],"
                        .formatted(input, shape, datatype, data)
                + " \"outputs\": [{\"name\": \"%s\"}]}".formatted(output);
        return "curl %s/v2/models/%s/infer -d '%s'".formatted(http, model, json);
    }
}
