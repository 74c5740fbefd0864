package io.alambic.core.layer.declared;

import io.alambic.core.layer.Layer;
import io.alambic.core.layer.LayerException;
import io.alambic.core.layer.LayerList;
import io.alambic.core.layer.ListedLayer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Reads lists of layers.
 *
 * @param yaml reads their parts
 */
record LayerListReader(YamlReader yaml) {

    private static final String NAME = "name";
    private static final String OUTPUT = "output";
    private static final String LAYER = "a layer, such as relu, or linear: {units: 10}";

    /**
     * Reads a list.
     *
     * @param path that leads to it
     * @throws LayerException saying where, what was expected and what came
     */
    LayerList read(Node node, String path) {
        List<ListedLayer> layers = new ArrayList<>();
        for (Node each : yaml.list(node, path, "a list of layers")) {
            layers.add(layer(each, "%s[%d]".formatted(path, layers.size())));
        }
        return new LayerList(layers);
    }

    private ListedLayer layer(Node node, String path) {
        if (node instanceof ScalarNode) {
            return layer(yaml.text(node, path, LAYER), Map.of(), path);
        }
        Map<String, Node> entries = yaml.mapping(node, path, LAYER);
        if (entries.size() != 1) {
            throw YamlReader.refused(path, LAYER, "the keys " + entries.keySet());
        }
        Map.Entry<String, Node> entry = entries.entrySet().iterator().next();
        String inner = path + "." + entry.getKey();
        return layer(entry.getKey(), yaml.mapping(entry.getValue(), inner, "options, such as {units: 10}"), path);
    }

    private ListedLayer layer(String word, Map<String, Node> options, String path) {
        LayerOptions kind = LayerException.at(path, () -> LayerKinds.options(word));
        String inner = path + "." + word;
        List<String> known = new ArrayList<>(kind.names());
        known.addAll(List.of(NAME, OUTPUT));
        YamlReader.requireKeys(options, known, inner);
        Map<String, Object> values = new HashMap<>();
        for (String name : kind.names()) {
            if (options.containsKey(name)) {
                values.put(name, value(kind.type(name), options.get(name), inner + "." + name));
            }
        }
        Layer layer = LayerException.at(inner, () -> kind.layer(values));
        return LayerException.at(
                inner, () -> new ListedLayer(layer, text(options, NAME, inner), text(options, OUTPUT, inner)));
    }

    private Object value(LayerOptions.OptionType type, Node node, String path) {
        return switch (type) {
            case NUMBER -> yaml.number(node, path);
            case CHOICE -> choice(node, path);
            case LIST -> read(node, path);
            case LISTS -> lists(node, path);
        };
    }

    private boolean choice(Node node, String path) {
        String text = yaml.text(node, path, "true or false");
        if (!text.equals("true") && !text.equals("false")) {
            throw YamlReader.refused(path, "true or false", "'" + text + "'");
        }
        return text.equals("true");
    }

    private List<LayerList> lists(Node node, String path) {
        List<LayerList> lists = new ArrayList<>();
        for (Node each : yaml.list(node, path, LayerOptions.OptionType.LISTS.expected())) {
            lists.add(read(each, "%s[%d]".formatted(path, lists.size())));
        }
        return lists;
    }

    private String text(Map<String, Node> options, String name, String path) {
        return options.containsKey(name) ? yaml.text(options.get(name), path + "." + name, "a name") : "";
    }
}
