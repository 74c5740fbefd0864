package io.alambic.deploy;

import static io.smallrye.config.ConfigMappings.ConfigClass.configClass;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alambic.mapping.wiring.MappingConfig;
import io.alambic.student.wiring.configuration.StudentConfig;
import io.alambic.student.wiring.configuration.TopicsConfig;
import io.alambic.teacher.wiring.MergeConfig;
import io.alambic.teacher.wiring.TeacherConfig;
import io.smallrye.config.ConfigMappingInterface.LeafProperty;
import io.smallrye.config.ConfigMappingInterface.Property;
import io.smallrye.config.ConfigMappings;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.Converter;

/**
 * The JSON schema of the file that describes a distillation, made of the interfaces by which the services read it; the descriptions are those
 * of {@code docs/configuration.md}.
 */
final class SettingsSchema {

    private static final List<Class<?>> READ = List.of(
            TopicsConfig.class, MappingConfig.class, TeacherConfig.class, MergeConfig.class, StudentConfig.class);
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-zA-Z0-9.-]+)` \\|([^|]*)\\| (.*) \\|$");
    private static final String ANY_NAME = "*";
    private static final String ENTRY = "[*]";

    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, String> meanings = new TreeMap<>();

    SettingsSchema(String configurationPage) {
        ROW.matcher(configurationPage).results().forEach(row -> meanings.put(row.group(1), plain(row.group(3))));
    }

    /** Returns the schema as indented text. */
    String text() {
        ObjectNode root = json.createObjectNode();
        root.put("$schema", "http://json-schema.org/draft-07/schema#");
        root.put("title", "Alambic: what a distillation is");
        ObjectNode alambic = group(root, "alambic");
        for (Class<?> type : READ) {
            new TreeMap<>(ConfigMappings.getProperties(configClass(type))).forEach((key, property) -> {
                if (!key.endsWith(ENTRY)) {
                    add(alambic, key, property);
                }
            });
        }
        meanings.keySet().stream().filter(key -> key.startsWith("alambic.up.")).forEach(key -> addUp(alambic, key));
        return root.toPrettyString() + "\n";
    }

    private void add(ObjectNode alambic, String key, Property property) {
        String[] parts = key.replace("\"", "").split("\\.");
        ObjectNode node = alambic;
        for (int i = 1; i < parts.length - 1; i++) {
            node = group(node, parts[i]);
        }
        if (property.isLeaf() || property.isPrimitive() || property.isOptional() || property.isMayBeOptional()) {
            properties(node).set(parts[parts.length - 1], leaf(key, property));
        }
    }

    private void addUp(ObjectNode alambic, String key) {
        ObjectNode leaf = properties(group(alambic, "up")).putObject(key.substring(key.lastIndexOf('.') + 1));
        leaf.putArray("type").add("string").add("number").add("array");
        leaf.put("description", meanings.get(key));
    }

    /** A group knows all its keys, except one whose keys are names that the user gives. */
    private ObjectNode group(ObjectNode parent, String name) {
        if (name.equals(ANY_NAME)) {
            return parent.get("additionalProperties") instanceof ObjectNode existing
                    ? existing
                    : parent.putObject("additionalProperties")
                            .put("type", "object")
                            .put("additionalProperties", false);
        }
        ObjectNode properties = properties(parent);
        if (properties.get(name) instanceof ObjectNode existing) {
            return existing;
        }
        return properties.putObject(name).put("type", "object").put("additionalProperties", false);
    }

    private static ObjectNode properties(ObjectNode group) {
        return group.withObject("/properties");
    }

    private ObjectNode leaf(String key, Property property) {
        ObjectNode leaf = json.createObjectNode();
        String documented = key.replace("\"", "").replace("." + ANY_NAME + ".", ".NAME.");
        Optional.ofNullable(meanings.get(documented)).ifPresent(meaning -> leaf.put("description", meaning));
        Class<?> type = valueType(property.getMethod().getGenericReturnType());
        List<String> choices = choices(type, property);
        if (!choices.isEmpty()) {
            choices.forEach(leaf.withArray("/enum")::add);
        } else if (type == List.class) {
            leaf.putArray("type").add("string").add("number").add("array");
        } else if (type == int.class || type == long.class) {
            typed(leaf, "integer", "-?[0-9]+");
        } else if (type == boolean.class) {
            typed(leaf, "boolean", "true|false");
        } else if (type == double.class || type == float.class) {
            typed(leaf, "number", "-?[0-9.eE+-]+");
        } else {
            leaf.putArray("type").add("string").add("number");
        }
        if (property.hasDefaultValue() && property.getDefaultValue() != null) {
            leaf.put("default", property.getDefaultValue());
        }
        return leaf;
    }

    /** The same as text, or an expression such as {@code ${PORT:9000}}. */
    private static void typed(ObjectNode leaf, String type, String text) {
        leaf.putArray("type").add(type).add("string");
        leaf.put("pattern", "^(%s|\\$\\{.*\\})$".formatted(text));
    }

    private static Class<?> valueType(Type type) {
        if (type instanceof ParameterizedType generic) {
            return generic.getRawType() == Optional.class
                    ? valueType(generic.getActualTypeArguments()[0])
                    : (Class<?>) generic.getRawType();
        }
        return (Class<?>) type;
    }

    /** The names that the setting's own converter takes for the constants of an enumeration. */
    private static List<String> choices(Class<?> type, Property property) {
        Optional<LeafProperty> leaf = property.isLeaf()
                ? Optional.of(property.asLeaf())
                : property.isOptional()
                                && property.asOptional().getNestedProperty().isLeaf()
                        ? Optional.of(property.asOptional().getNestedProperty().asLeaf())
                        : Optional.empty();
        if (!type.isEnum() || leaf.isEmpty() || !leaf.get().hasConvertWith()) {
            return List.of();
        }
        Converter<?> converter = converter(leaf.get());
        return Arrays.stream(type.getEnumConstants())
                .flatMap(constant -> names(((Enum<?>) constant).name(), property)
                        .filter(name -> constant.equals(converted(converter, name)))
                        .limit(1))
                .toList();
    }

    /** As the default is written, if there is one. */
    private static Stream<String> names(String constant, Property property) {
        String lower = constant.toLowerCase(Locale.ROOT);
        boolean capitals = property.hasDefaultValue()
                && property.getDefaultValue().equals(property.getDefaultValue().toUpperCase(Locale.ROOT));
        return capitals ? Stream.of(constant) : Stream.of(lower, lower.replace('_', '-'), constant);
    }

    private static Object converted(Converter<?> converter, String name) {
        try {
            return converter.convert(name);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static Converter<?> converter(LeafProperty leaf) {
        try {
            var constructor = leaf.getConvertWith().getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no instance of " + leaf.getConvertWith(), e);
        }
    }

    private static String plain(String markdown) {
        return markdown.replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1").replace("\\|", "|");
    }
}
