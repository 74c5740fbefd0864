package io.alambic.core.layer.declared;

import io.alambic.core.layer.Layer;
import io.alambic.core.layer.LayerList;
import io.alambic.core.layer.Usual;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The options of a kind of layer. */
sealed interface LayerOptions {

    /** Returns the names of the options. */
    List<String> names();

    /** Returns the type of an option. */
    OptionType type(String name);

    /**
     * Builds the layer.
     *
     * @param values of the options that a list names
     * @throws IllegalArgumentException if an option is missing or refused, beginning with its name
     */
    Layer layer(Map<String, Object> values);

    /** What an option can hold. */
    enum OptionType {
        NUMBER("a whole number"),
        CHOICE("true or false"),
        LIST("a list of layers"),
        LISTS("a list of lists of layers");

        private final String expected;

        OptionType(String expected) {
            this.expected = expected;
        }

        /** Returns what is expected, in words. */
        String expected() {
            return expected;
        }
    }

    /**
     * A layer without options.
     *
     * @param layer the layer itself
     */
    record None(Layer layer) implements LayerOptions {

        @Override
        public List<String> names() {
            return List.of();
        }

        @Override
        public OptionType type(String name) {
            throw new IllegalArgumentException("%s has no option '%s'".formatted(layer.word(), name));
        }

        @Override
        public Layer layer(Map<String, Object> values) {
            return layer;
        }
    }

    /**
     * A layer whose options are the components of its record.
     *
     * @param kind class of the record
     */
    record OfRecord(Class<? extends Layer> kind) implements LayerOptions {

        @Override
        public List<String> names() {
            return Arrays.stream(kind.getRecordComponents())
                    .map(RecordComponent::getName)
                    .toList();
        }

        @Override
        public OptionType type(String name) {
            return Arrays.stream(kind.getRecordComponents())
                    .filter(component -> component.getName().equals(name))
                    .map(OfRecord::type)
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no option '%s'".formatted(name)));
        }

        private static OptionType type(RecordComponent component) {
            Class<?> type = component.getType();
            if (type == int.class) {
                return OptionType.NUMBER;
            }
            if (type == boolean.class) {
                return OptionType.CHOICE;
            }
            return type == LayerList.class ? OptionType.LIST : OptionType.LISTS;
        }

        @Override
        public Layer layer(Map<String, Object> values) {
            RecordComponent[] components = kind.getRecordComponents();
            Object[] arguments = new Object[components.length];
            Class<?>[] types = new Class<?>[components.length];
            for (int i = 0; i < components.length; i++) {
                RecordComponent component = components[i];
                types[i] = component.getType();
                Object value = values.get(component.getName());
                arguments[i] = value == null
                        ? usual(component)
                                .orElseThrow(() -> new IllegalArgumentException("%s: expected %s, but it is missing"
                                        .formatted(
                                                component.getName(),
                                                type(component).expected())))
                        : value;
            }
            return built(types, arguments);
        }

        private Layer built(Class<?>[] types, Object[] arguments) {
            try {
                Constructor<? extends Layer> constructor = kind.getDeclaredConstructor(types);
                return constructor.newInstance(arguments);
            } catch (InvocationTargetException e) {
                throw new IllegalArgumentException(e.getCause().getMessage(), e);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("%s is no record that can be built".formatted(kind), e);
            }
        }

        private static Optional<Object> usual(RecordComponent component) {
            Usual usual = component.getAnnotation(Usual.class);
            return usual == null
                    ? Optional.empty()
                    : Optional.of(
                            switch (type(component)) {
                                case NUMBER -> Integer.valueOf(usual.value());
                                case CHOICE -> Boolean.valueOf(usual.value());
                                case LIST -> LayerList.EMPTY;
                                case LISTS -> List.of();
                            });
        }
    }

    /** Returns the options of a layer that do not have their usual values. */
    static Map<String, Object> of(Layer layer) {
        Map<String, Object> values = new LinkedHashMap<>();
        if (layer instanceof Record) {
            for (RecordComponent component : layer.getClass().getRecordComponents()) {
                try {
                    Object value = component.getAccessor().invoke(layer);
                    if (!OfRecord.usual(component).equals(Optional.of(value))) {
                        values.put(component.getName(), value);
                    }
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException("%s cannot be read".formatted(component), e);
                }
            }
        }
        return values;
    }
}
