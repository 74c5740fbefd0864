package io.alambic.core.zoo;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonSerializer;
import io.alambic.core.layer.declared.Declaration;
import io.alambic.core.layer.declared.DeclarationJson;
import io.alambic.core.layer.declared.DeclaredArchitecture;
import io.alambic.core.layer.network.LayeredArchitecture;
import io.alambic.core.zoo.ZooArchitecture.Input;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** The built-in architectures by name. */
public final class Zoo {

    private static final Map<String, Class<? extends ZooArchitecture>> KINDS = new TreeMap<>(Map.of(
            Cnn.KIND, Cnn.class,
            Fcn.KIND, Fcn.class,
            Mlp.KIND, Mlp.class,
            Mobile.KIND, Mobile.class,
            Residual.KIND, Residual.class,
            Series.KIND, Series.class,
            TextCnn.KIND, TextCnn.class,
            TextEmbeddingBag.KIND, TextEmbeddingBag.class,
            TextTransformer.KIND, TextTransformer.class));

    private static final String TYPE = "type";

    private Zoo() {}

    /** Returns the names of the architectures. */
    public static Set<String> kinds() {
        return Collections.unmodifiableSet(KINDS.keySet());
    }

    /**
     * Returns the architecture of that name.
     *
     * @param convolutions channels of each block; ignored if there are no blocks
     * @param dense widths of hidden layers; ignored if there are none
     * @throws IllegalArgumentException if there is none, naming those there are, or a size does not do
     */
    public static ZooArchitecture of(
            String kind, Input input, List<Integer> convolutions, List<Integer> dense, int classes) {
        return switch (kind) {
            case Cnn.KIND -> new Cnn(input, convolutions, dense, classes);
            case Fcn.KIND -> new Fcn(input, convolutions, classes);
            case Mlp.KIND -> new Mlp(input, dense, classes);
            case Mobile.KIND -> new Mobile(input, convolutions, dense, classes);
            case Residual.KIND -> new Residual(input, convolutions, dense, classes);
            case Series.KIND -> new Series(input, convolutions, dense, classes);
            case TextCnn.KIND, TextEmbeddingBag.KIND, TextTransformer.KIND ->
                throw new IllegalArgumentException("%s reads tokens of texts".formatted(kind));
            default ->
                throw new IllegalArgumentException("expected one of %s, but got '%s'".formatted(KINDS.keySet(), kind));
        };
    }

    /** Returns whether an architecture reads the tokens of a text. */
    public static boolean readsText(String kind) {
        return KINDS.containsKey(kind) && TextArchitecture.class.isAssignableFrom(KINDS.get(kind));
    }

    /**
     * Returns the text architecture of that name.
     *
     * @param tokens name of the input
     * @throws IllegalArgumentException if there is none, or a size does not do
     */
    public static TextArchitecture ofText(String kind, String tokens, TextSizes sizes) {
        return switch (kind) {
            case TextCnn.KIND ->
                new TextCnn(
                        tokens,
                        sizes.vocabulary(),
                        sizes.width(),
                        sizes.convolutions(),
                        sizes.dense(),
                        sizes.classes());
            case TextEmbeddingBag.KIND ->
                new TextEmbeddingBag(tokens, sizes.vocabulary(), sizes.width(), sizes.dense(), sizes.classes());
            case TextTransformer.KIND ->
                new TextTransformer(
                        tokens,
                        sizes.vocabulary(),
                        sizes.width(),
                        sizes.heads(),
                        sizes.encoders(),
                        sizes.dense(),
                        sizes.classes());
            default -> throw new IllegalArgumentException("'%s' reads no texts".formatted(kind));
        };
    }

    /**
     * Formats an architecture as one line of JSON, with its name as {@code type}; {@link #parse} reads it.
     */
    static String format(LayeredArchitecture architecture) {
        return gson().create().toJson(architecture, LayeredArchitecture.class);
    }

    /**
     * Reads what {@link #format} wrote.
     *
     * @throws IllegalArgumentException if the text describes no architecture of this release
     */
    public static LayeredArchitecture parse(String json) {
        try {
            return Objects.requireNonNull(gson().create().fromJson(json, LayeredArchitecture.class), "nothing");
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("'%s' describes no architecture".formatted(json), e);
        }
    }

    /** Reads and writes architectures, those that users declare among them. */
    public static GsonBuilder gson() {
        return new GsonBuilder()
                .registerTypeAdapter(LayeredArchitecture.class, serializer())
                .registerTypeAdapter(LayeredArchitecture.class, deserializer());
    }

    /** Writes an architecture with its kind as {@code type}. */
    private static JsonSerializer<LayeredArchitecture> serializer() {
        return (value, type, context) -> {
            JsonElement json = value instanceof DeclaredArchitecture declared
                    ? DeclarationJson.of(declared)
                    : context.serialize(value, value.getClass());
            json.getAsJsonObject().addProperty(TYPE, value.kind());
            return json;
        };
    }

    /** Reads what {@link #serializer} wrote. */
    private static JsonDeserializer<LayeredArchitecture> deserializer() {
        return (json, type, context) -> {
            JsonElement named = json.getAsJsonObject().get(TYPE);
            if (named != null && named.getAsString().equals(DeclaredArchitecture.KIND)) {
                JsonObject declared = json.getAsJsonObject().deepCopy();
                declared.remove(TYPE);
                return Declaration.parse(declared.toString());
            }
            Class<? extends ZooArchitecture> kind = named == null ? null : KINDS.get(named.getAsString());
            if (kind == null) {
                throw new JsonParseException(
                        "architecture type must be one of %s, but is %s".formatted(KINDS.keySet(), named));
            }
            return context.deserialize(json, kind);
        };
    }
}
