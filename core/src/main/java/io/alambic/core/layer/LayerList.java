package io.alambic.core.layer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Layers, each of which takes what the one before gave. The value of the last one is the list's.
 *
 * @param layers in their order
 */
public record LayerList(List<ListedLayer> layers) {

    /** A list that gives what it takes. */
    public static final LayerList EMPTY = new LayerList(List.of());

    public LayerList {
        layers = List.copyOf(layers);
    }

    /** Starts a list. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns the name of each layer: its own, or that of its kind with its number among the layers of that kind.
     *
     * @throws IllegalArgumentException if two layers have one name
     */
    List<String> names() {
        Map<String, Integer> counts = new HashMap<>();
        Set<String> taken = new HashSet<>();
        List<String> names = new ArrayList<>();
        for (ListedLayer listed : layers) {
            String word = listed.layer().word();
            int number = counts.merge(word, 1, Integer::sum);
            String name = listed.name().isEmpty() ? word + number : listed.name();
            if (!taken.add(name)) {
                throw new IllegalArgumentException("two layers are named '%s'".formatted(name));
            }
            names.add(name);
        }
        return names;
    }

    /** Builds a list. Used by one thread. */
    public static final class Builder {

        private final List<ListedLayer> layers = new ArrayList<>();

        private Builder() {}

        /** Adds a layer under its usual name. */
        public Builder add(Layer layer) {
            layers.add(new ListedLayer(layer));
            return this;
        }

        /** Adds a layer under a name. */
        public Builder add(String name, Layer layer) {
            layers.add(new ListedLayer(layer, name, ""));
            return this;
        }

        /** Names the output that the value of the last layer is. */
        public Builder output(String name) {
            ListedLayer last = layers.remove(layers.size() - 1);
            layers.add(new ListedLayer(last.layer(), last.name(), name));
            return this;
        }

        /** Returns the list. */
        public LayerList build() {
            return new LayerList(layers);
        }
    }
}
