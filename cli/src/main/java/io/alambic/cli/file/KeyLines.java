package io.alambic.cli.file;

import io.alambic.cli.UserError;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** The lines of a YAML file on which keys stand, counted from 1. Immutable. */
final class KeyLines {

    private static final int DEEPEST = 50;

    private final Map<String, Integer> lines = new LinkedHashMap<>();
    private final Set<String> dotted = new LinkedHashSet<>();

    private KeyLines() {}

    /**
     * Reads a file.
     *
     * @param name of the file in messages
     * @throws UserError with line and column, if it is not YAML with keys, or a key comes twice
     */
    static KeyLines of(String name, String yaml) {
        KeyLines lines = new KeyLines();
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(DEEPEST);
        try {
            Node root = new Yaml(options).compose(new StringReader(yaml));
            if (root != null && !(root instanceof MappingNode)) {
                throw refusal(
                        name, root.getStartMark(), "expected keys such as 'alambic:', but got something else", null);
            }
            if (root != null) {
                lines.add(name, "", root, new ArrayDeque<>());
            }
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
            throw refusal(name, mark, e.getProblem(), e);
        } catch (YAMLException e) {
            throw new UserError("%s cannot be read: %s".formatted(name, e.getMessage()), e);
        }
        return lines;
    }

    private void add(String name, String key, Node node, Deque<Node> around) {
        if (around.contains(node)) {
            throw refusal(name, node.getStartMark(), "an alias stands within what it repeats", null);
        }
        around.push(node);
        if (node instanceof MappingNode mapping) {
            addEntries(name, key, mapping, around);
        } else if (node instanceof SequenceNode sequence) {
            for (int i = 0; i < sequence.getValue().size(); i++) {
                Node entry = sequence.getValue().get(i);
                String index = "%s[%d]".formatted(key, i);
                lines.put(index, line(entry));
                add(name, index, entry, around);
            }
        }
        around.pop();
    }

    private void addEntries(String name, String key, MappingNode mapping, Deque<Node> around) {
        Set<String> seen = new HashSet<>();
        for (NodeTuple entry : mapping.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode own)) {
                throw refusal(name, entry.getKeyNode().getStartMark(), "expected a name as a key", null);
            }
            String full = key.isEmpty() ? own.getValue() : key + "." + own.getValue();
            if (!seen.add(full)) {
                throw refusal(name, own.getStartMark(), "the key '%s' comes twice".formatted(full), null);
            }
            lines.putIfAbsent(full, line(own));
            if (own.getValue().contains(".")) {
                dotted.add(full);
            }
            add(name, full, entry.getValueNode(), around);
        }
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    private static UserError refusal(String name, Mark mark, String problem, Exception cause) {
        String place = mark == null ? name : "%s:%d:%d".formatted(name, mark.getLine() + 1, mark.getColumn() + 1);
        return new UserError("%s: %s".formatted(place, problem), cause);
    }

    /** Returns the keys, such as {@code alambic.teacher.model} and {@code alambic.mapping.filter[0]}, in the order of the file. */
    Set<String> keys() {
        return lines.keySet();
    }

    /** Returns the keys whose last part is a name with dots in the file: to the services it is one name. */
    Set<String> dotted() {
        return dotted;
    }

    /** Returns the line of a key, or else of the longest beginning of it that stands in the file. */
    OptionalInt line(String key) {
        String part = key.replace("\"", "");
        while (!part.isEmpty()) {
            Integer line = lines.get(part);
            if (line != null) {
                return OptionalInt.of(line);
            }
            int end = Math.max(part.lastIndexOf('.'), part.lastIndexOf('['));
            part = part.substring(0, Math.max(0, end));
        }
        return OptionalInt.empty();
    }
}
