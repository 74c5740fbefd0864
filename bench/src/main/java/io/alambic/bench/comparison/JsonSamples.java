package io.alambic.bench.comparison;

import io.alambic.core.tensor.TensorType;
import io.alambic.mapping.MappingSettings;
import io.alambic.mapping.RecordMapping;
import io.alambic.mapping.TensorMapping;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * JSON records of one sample each, and the mapping that makes tensors of them.
 *
 * @param name of the kind of record
 * @param records in UTF-8
 */
record JsonSamples(String name, List<byte[]> records, RecordMapping mapping) {

    private static final int RECORDS = 64;
    private static final int SIDE = 28;
    private static final int GRAY_LEVELS = 256;

    /** Share of MNIST's pixels that are 0. */
    private static final double BLACK = 0.81;

    private static final int MOST_BYTES = 1 << 20;
    private static final int NUMBERS = 12;
    private static final List<String> TOOLS = List.of("drill", "mill", "lathe", "saw");

    /** Returns images of 28x28 whole numbers from 0 to 255, as many of them 0 as in MNIST. */
    static JsonSamples ofWholePixels(long seed) {
        return images("28x28 whole numbers", seed, String::valueOf);
    }

    /** Returns the same images as fractions of 255. */
    static JsonSamples ofRealPixels(long seed) {
        return images("28x28 fractions", seed, pixel -> Float.toString(pixel / (GRAY_LEVELS - 1f)));
    }

    private static JsonSamples images(String name, long seed, Function<Integer, String> text) {
        SplittableRandom random = new SplittableRandom(seed);
        return of(
                name,
                List.of(new TensorMapping("x", TensorType.FP32, Optional.of("1x28x28"), List.of("image"))),
                () -> "{\"image\": %s}".formatted(listOf(SIDE, () -> listOf(SIDE, () -> text.apply(pixel(random))))));
    }

    private static int pixel(SplittableRandom random) {
        return random.nextDouble() < BLACK ? 0 : random.nextInt(1, GRAY_LEVELS);
    }

    /** Returns flat records of twelve numbers and two categories, all of which are wanted. */
    static JsonSamples ofFields(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> fields = new ArrayList<>();
        IntStream.range(0, NUMBERS).forEach(field -> fields.add("sensor_" + field));
        fields.add("tool | one-hot(%s)".formatted(String.join(", ", TOOLS)));
        fields.add("next_tool | one-hot(%s)".formatted(String.join(", ", TOOLS)));
        return of(
                "12 numbers, 2 categories",
                List.of(new TensorMapping("x", TensorType.FP32, Optional.empty(), fields)),
                () -> {
                    String numbers = IntStream.range(0, NUMBERS)
                            .mapToObj(field -> "\"sensor_%d\": %s"
                                    .formatted(
                                            field, field % 2 == 0 ? random.nextInt(1000) : (float) random.nextDouble()))
                            .collect(Collectors.joining(", "));
                    return "{%s, \"tool\": \"%s\", \"next_tool\": \"%s\"}".formatted(numbers, any(random), any(random));
                });
    }

    private static String any(SplittableRandom random) {
        return TOOLS.get(random.nextInt(TOOLS.size()));
    }

    private static String listOf(int entries, Supplier<String> entry) {
        return IntStream.range(0, entries).mapToObj(i -> entry.get()).collect(Collectors.joining(", ", "[", "]"));
    }

    private static JsonSamples of(String name, List<TensorMapping> tensors, Supplier<String> record) {
        MappingSettings settings = new MappingSettings(
                "json", Optional.empty(), List.of(), Optional.empty(), Optional.empty(), Optional.empty(), tensors);
        List<byte[]> records = IntStream.range(0, RECORDS)
                .mapToObj(i -> record.get().getBytes(StandardCharsets.UTF_8))
                .toList();
        return new JsonSamples(name, records, RecordMapping.of(settings, MOST_BYTES));
    }
}
