package io.alambic.core.layer.declared;

import io.alambic.core.layer.Layer;
import io.alambic.core.layer.kind.Activation;
import io.alambic.core.layer.kind.AveragePool;
import io.alambic.core.layer.kind.BatchNormalization;
import io.alambic.core.layer.kind.Concatenation;
import io.alambic.core.layer.kind.Convolution;
import io.alambic.core.layer.kind.LayerNormalization;
import io.alambic.core.layer.kind.LinearLayer;
import io.alambic.core.layer.kind.MaxPool;
import io.alambic.core.layer.kind.MultiHeadAttention;
import io.alambic.core.layer.kind.Places;
import io.alambic.core.layer.kind.PositionVectors;
import io.alambic.core.layer.kind.SkipConnection;
import io.alambic.core.layer.kind.TokenVectors;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The layers by their names in a list. */
public final class LayerKinds {

    private static final Map<String, Class<? extends Layer>> WITH_OPTIONS = new TreeMap<>(Map.ofEntries(
            Map.entry(AveragePool.WORD, AveragePool.class),
            Map.entry(BatchNormalization.WORD, BatchNormalization.class),
            Map.entry(Concatenation.WORD, Concatenation.class),
            Map.entry(Convolution.WORD, Convolution.class),
            Map.entry(LayerNormalization.WORD, LayerNormalization.class),
            Map.entry(LinearLayer.WORD, LinearLayer.class),
            Map.entry(MaxPool.WORD, MaxPool.class),
            Map.entry(MultiHeadAttention.WORD, MultiHeadAttention.class),
            Map.entry(PositionVectors.WORD, PositionVectors.class),
            Map.entry(SkipConnection.WORD, SkipConnection.class),
            Map.entry(TokenVectors.WORD, TokenVectors.class)));

    private static final Map<String, Layer> WITHOUT_OPTIONS = Stream.concat(
                    Arrays.stream(Activation.values()), Arrays.stream(Places.values()))
            .collect(Collectors.toMap(Layer::word, layer -> layer, (one, other) -> one, TreeMap::new));

    private LayerKinds() {}

    /** Returns the names of all layers. */
    public static Set<String> words() {
        return Collections.unmodifiableSortedSet(
                Stream.concat(WITH_OPTIONS.keySet().stream(), WITHOUT_OPTIONS.keySet().stream())
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    /**
     * Returns what reads the options of a layer.
     *
     * @throws IllegalArgumentException if there is no such layer, naming those there are
     */
    static LayerOptions options(String word) {
        if (WITHOUT_OPTIONS.containsKey(word)) {
            return new LayerOptions.None(WITHOUT_OPTIONS.get(word));
        }
        if (WITH_OPTIONS.containsKey(word)) {
            return new LayerOptions.OfRecord(WITH_OPTIONS.get(word));
        }
        throw new IllegalArgumentException("expected one of %s, but got '%s'".formatted(words(), word));
    }
}
