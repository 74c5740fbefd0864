package io.alambic.cli.quickstart;

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
}
