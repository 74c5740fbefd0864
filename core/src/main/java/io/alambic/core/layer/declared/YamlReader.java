package io.alambic.core.layer.declared;

import io.alambic.core.layer.LayerException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads YAML as texts, lists and mappings, and remembers the line of each. Nothing is built from tags, and aliases of lists and
 * mappings are refused, so that a small text stays small. Used by one thread.
 */
final class YamlReader {

    /** Most characters of a text. */
    static final int LONGEST = 1 << 20;

    private static final int DEEPEST = 64;

    private final Map<String, Integer> lines = new HashMap<>();

    /**
     * Reads a text.
     *
     * @throws IllegalArgumentException if it is no YAML
     */
    Node read(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(LONGEST);
        options.setNestingDepthLimit(DEEPEST);
        options.setMaxAliasesForCollections(0);
        try {
            Node node = new Yaml(options).compose(new StringReader(text));
            if (node == null) {
                throw new IllegalArgumentException("expected a declaration, but the text is empty");
            }
            return node;
        } catch (MarkedYAMLException e) {
            throw new IllegalArgumentException(
                    e.getProblemMark() == null
                            ? e.getMessage()
                            : "line %d: %s".formatted(e.getProblemMark().getLine() + 1, e.getProblem()),
                    e);
        } catch (YAMLException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** Returns the line of the innermost part of the text that a path leads to, from 1 on; empty if none was read. */
    Optional<Integer> line(String path) {
        String part = path;
        while (!part.isEmpty()) {
            if (lines.containsKey(part)) {
                return Optional.of(lines.get(part));
            }
            int dot = part.lastIndexOf('.');
            int bracket = part.lastIndexOf('[');
            part = part.substring(0, Math.max(0, Math.max(dot, bracket)));
        }
        return Optional.empty();
    }

    /** Returns the text of a node. */
    String text(Node node, String path, String expected) {
        note(node, path);
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw refused(path, expected, describe(node));
    }

    /** Returns the nodes of a list. */
    List<Node> list(Node node, String path, String expected) {
        note(node, path);
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        throw refused(path, expected, describe(node));
    }

    /** Returns the nodes of a mapping by key; none for nothing at all. */
    Map<String, Node> mapping(Node node, String path, String expected) {
        note(node, path);
        Map<String, Node> entries = new LinkedHashMap<>();
        if (node instanceof ScalarNode scalar && scalar.getValue().isEmpty()) {
            return entries;
        }
        if (!(node instanceof MappingNode mapping)) {
            throw refused(path, expected, describe(node));
        }
        for (NodeTuple tuple : mapping.getValue()) {
            String key = text(tuple.getKeyNode(), path, expected);
            if (entries.put(key, tuple.getValueNode()) != null) {
                throw refused(path, "each key once", "'%s' twice".formatted(key));
            }
        }
        return entries;
    }

    /** Returns the whole number that a node holds. */
    int number(Node node, String path) {
        String text = text(node, path, "a whole number");
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw refused(path, "a whole number of at most %,d".formatted(Integer.MAX_VALUE), "'" + text + "'");
        }
    }

    /** Refuses keys that a mapping does not have. */
    static void requireKeys(Map<String, Node> mapping, List<String> known, String path) {
        List<String> foreign = new ArrayList<>(mapping.keySet());
        foreign.removeAll(known);
        if (!foreign.isEmpty()) {
            throw refused(path, known.isEmpty() ? "no options" : "one of " + known, "'" + foreign.get(0) + "'");
        }
    }

    static LayerException refused(String path, String expected, String came) {
        return new LayerException(path, "expected %s, but got %s".formatted(expected, came), null);
    }

    private void note(Node node, String path) {
        lines.putIfAbsent(path, node.getStartMark().getLine() + 1);
    }

    private static String describe(Node node) {
        if (node instanceof ScalarNode scalar) {
            return "'" + scalar.getValue() + "'";
        }
        return node instanceof SequenceNode ? "a list" : "a mapping";
    }
}
