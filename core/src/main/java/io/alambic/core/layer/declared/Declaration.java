package io.alambic.core.layer.declared;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.bucket.Buckets;
import io.alambic.core.layer.LayerException;
import io.alambic.core.layer.LayerList;
import io.alambic.core.model.InputSpec;
import io.alambic.core.tensor.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.yaml.snakeyaml.nodes.Node;

/** Reads architectures that users declare, as YAML or JSON: {@code input}, {@code largest} sizes of open dimensions, {@code layers}. */
public final class Declaration {

    static final String INPUT = "input";
    static final String LARGEST = "largest";
    static final String LAYERS = "layers";

    private static final String FORM = "the keys input and layers";

    private Declaration() {}

    /** Returns whether a text names a file with a declaration. */
    public static boolean isFile(String text) {
        return text.endsWith(".yaml") || text.endsWith(".yml");
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException naming the file, the line, what was expected and what came
     * @throws IOException if it cannot be read
     */
    public static DeclaredArchitecture read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("there is no readable file " + file);
        }
        if (Files.size(file) > YamlReader.LONGEST) {
            throw new IllegalArgumentException("%s: expected at most %,d bytes, but it has %,d"
                    .formatted(file, YamlReader.LONGEST, Files.size(file)));
        }
        try {
            return parse(Files.readString(file));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ", " + e.getMessage(), e);
        }
    }

    /**
     * Reads a text.
     *
     * @throws IllegalArgumentException naming the line, what was expected and what came
     */
    public static DeclaredArchitecture parse(String text) {
        YamlReader yaml = new YamlReader();
        try {
            Map<String, Node> parts = yaml.mapping(yaml.read(text), "", FORM);
            YamlReader.requireKeys(parts, List.of(INPUT, LARGEST, LAYERS), "");
            if (!parts.containsKey(INPUT) || !parts.containsKey(LAYERS)) {
                throw YamlReader.refused("", FORM, parts.keySet().toString());
            }
            TensorSpec input = input(yaml, parts);
            LayerList layers = new LayerListReader(yaml).read(parts.get(LAYERS), LAYERS);
            DeclaredArchitecture architecture = LayerException.at(INPUT, () -> new DeclaredArchitecture(input, layers));
            architecture.signature();
            return architecture;
        } catch (LayerException e) {
            String where = e.path().isEmpty() ? "" : e.path() + ": ";
            String line = yaml.line(e.path()).map("line %d, "::formatted).orElse("");
            throw new IllegalArgumentException(line + where + e.problem(), e);
        }
    }

    private static TensorSpec input(YamlReader yaml, Map<String, Node> parts) {
        String text = yaml.text(parts.get(INPUT), INPUT, "an input, such as image:FP32:1x28x28");
        List<TensorSpec> inputs = LayerException.at(INPUT, () -> InputSpec.parseAll(text));
        if (inputs.size() != 1) {
            throw YamlReader.refused(INPUT, "one input", Integer.toString(inputs.size()));
        }
        TensorSpec input = inputs.get(0);
        Map<String, Integer> sizes = new HashMap<>();
        if (parts.containsKey(LARGEST)) {
            yaml.mapping(parts.get(LARGEST), LARGEST, "largest sizes, such as {T: 128}")
                    .forEach((letter, size) -> sizes.put(letter, yaml.number(size, LARGEST + "." + letter)));
        }
        TreeSet<String> letters = new TreeSet<>(input.letters());
        letters.remove("");
        if (!sizes.keySet().equals(letters)) {
            throw YamlReader.refused(
                    LARGEST,
                    letters.isEmpty() ? "no sizes, for no dimension is open" : "the largest size of each of " + letters,
                    sizes.keySet().toString());
        }
        Shape shape = Buckets.shape(input, sizes::get);
        return LayerException.at(LARGEST, () -> input.withShape(shape));
    }
}
