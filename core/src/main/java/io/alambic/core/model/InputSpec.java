package io.alambic.core.model;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Reads and writes a model's input in the form of the configuration: {@code image:FP32:1x28x28}, without the batch dimension. A
 * dimension that is open is a letter, {@code ids:INT64:T}; {@link io.alambic.core.bucket.Buckets} say its sizes.
 */
public final class InputSpec {

    private static final int PARTS = 3;
    private static final String LETTER = "[A-Z]";

    private InputSpec() {}

    /**
     * Reads inputs, separated by comma, in the order in which the model takes them.
     *
     * @throws IllegalArgumentException saying what came and what was expected
     */
    public static List<TensorSpec> parseAll(String text) {
        List<TensorSpec> inputs =
                Arrays.stream(text.split(",", -1)).map(InputSpec::parse).toList();
        if (inputs.stream().map(TensorSpec::name).distinct().count() < inputs.size()) {
            throw new IllegalArgumentException("an input is named twice in '%s'".formatted(text));
        }
        return inputs;
    }

    private static TensorSpec parse(String text) {
        String[] parts = text.strip().split(":", -1);
        if (parts.length != PARTS || !parts[0].matches("[A-Za-z0-9_./-]+")) {
            throw new IllegalArgumentException(
                    "expected inputs as name:TYPE:shape, such as image:FP32:1x28x28, but got '%s'".formatted(text));
        }
        List<String> dimensions = parts[2].isEmpty() ? List.of() : List.of(parts[2].split("x", -1));
        return new TensorSpec(
                parts[0],
                type(parts[1], text),
                new Shape(dimensions.stream()
                        .mapToLong(dimension -> size(dimension, text))
                        .toArray()),
                dimensions.stream().map(InputSpec::letter).toList());
    }

    private static TensorType type(String name, String text) {
        return Arrays.stream(TensorType.values())
                .filter(type -> type.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected one of the types %s, but got '%s'"
                        .formatted(Arrays.toString(TensorType.values()), text)));
    }

    private static String letter(String dimension) {
        return dimension.matches(LETTER) ? dimension : "";
    }

    /** An open dimension has the size 1 until its sizes are known. */
    private static long size(String dimension, String text) {
        if (dimension.matches(LETTER)) {
            return 1;
        }
        try {
            return Long.parseLong(dimension);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "expected the shape of one sample as whole numbers, or letters where a dimension is open, separated by 'x', but got '%s'"
                            .formatted(text),
                    e);
        }
    }

    /** Formats the specification as the configuration does. */
    public static String format(TensorSpec input) {
        return input.name() + ":" + input.type() + ":"
                + IntStream.range(0, input.letters().size())
                        .mapToObj(axis -> input.letters().get(axis).isEmpty()
                                ? Long.toString(input.sampleShape().get(axis))
                                : input.letters().get(axis))
                        .collect(Collectors.joining("x"));
    }
}
