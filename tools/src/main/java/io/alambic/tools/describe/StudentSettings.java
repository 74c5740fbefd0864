package io.alambic.tools.describe;

import io.alambic.core.layer.network.LayeredArchitecture;
import io.alambic.core.model.InputSpec;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.zoo.TextArchitecture;
import io.alambic.core.zoo.TextTransformer;
import io.alambic.core.zoo.ZooArchitecture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The settings of a student service that make a student of an architecture. */
final class StudentSettings {

    static final String PREFIX = "alambic.student.model.";

    private StudentSettings() {}

    /** Returns the settings by name; none for an architecture that settings cannot name. */
    static Map<String, String> of(LayeredArchitecture architecture) {
        return architecture instanceof ZooArchitecture zoo ? of(zoo) : Map.of();
    }

    /** Returns the settings that name a file which declares an architecture. */
    static Map<String, String> of(String file, LayeredArchitecture architecture) {
        Map<String, String> settings = new LinkedHashMap<>();
        put(settings, "architecture", file);
        TensorSpec input = architecture.input();
        String sizes = IntStream.range(0, input.letters().size())
                .filter(axis -> !input.letters().get(axis).isEmpty())
                .mapToObj(axis ->
                        input.letters().get(axis) + "=" + input.sampleShape().get(axis))
                .collect(Collectors.joining(","));
        if (!sizes.isEmpty()) {
            put(settings, "sizes", sizes);
        }
        return settings;
    }

    private static Map<String, String> of(ZooArchitecture zoo) {
        Map<String, String> settings = new LinkedHashMap<>();
        put(settings, "architecture", zoo.kind());
        if (zoo instanceof TextArchitecture text) {
            put(settings, "inputs", InputSpec.format(text.input()));
            put(settings, "sizes", "%s=%d".formatted(TextArchitecture.LENGTH, TextArchitecture.LONGEST));
            put(settings, "vocabulary", text.vocabulary());
            put(settings, "width", text.width());
            if (text instanceof TextTransformer transformer) {
                put(settings, "heads", transformer.heads());
                put(settings, "encoders", transformer.encoders());
            }
        } else {
            String shape = join(zoo.reads().shape(), "x");
            String name = zoo.reads().name();
            put(settings, "input", name.equals(ZooArchitecture.IMAGE) ? shape : name + ":" + shape);
        }
        if (!zoo.convolutions().isEmpty()) {
            put(settings, "convolutions", join(zoo.convolutions(), ","));
        }
        put(settings, "dense", join(zoo.dense(), ","));
        put(settings, "classes", zoo.signature().output(Signature.LOGITS).elements());
        return settings;
    }

    private static void put(Map<String, String> settings, String name, Object value) {
        settings.put(PREFIX + name, String.valueOf(value));
    }

    private static String join(List<Integer> sizes, String separator) {
        return sizes.stream().map(String::valueOf).collect(Collectors.joining(separator));
    }
}
