package io.alambic.core.layer.declared;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.alambic.core.layer.LayerList;
import io.alambic.core.layer.ListedLayer;
import io.alambic.core.model.InputSpec;
import io.alambic.core.tensor.TensorSpec;
import java.util.List;
import java.util.Map;

/** Writes declarations as JSON, which is how they are stored with weights; {@link Declaration} reads it, as it reads YAML. */
public final class DeclarationJson {

    private DeclarationJson() {}

    /** Returns a declaration. */
    public static JsonObject of(DeclaredArchitecture architecture) {
        JsonObject json = new JsonObject();
        TensorSpec input = architecture.input();
        json.addProperty(Declaration.INPUT, InputSpec.format(input));
        if (input.isOpen()) {
            JsonObject largest = new JsonObject();
            for (int axis = 0; axis < input.letters().size(); axis++) {
                if (!input.letters().get(axis).isEmpty()) {
                    largest.addProperty(
                            input.letters().get(axis), input.sampleShape().get(axis));
                }
            }
            json.add(Declaration.LARGEST, largest);
        }
        json.add(Declaration.LAYERS, list(architecture.layers()));
        return json;
    }

    private static JsonArray list(LayerList layers) {
        JsonArray json = new JsonArray();
        layers.layers().forEach(layer -> json.add(layer(layer)));
        return json;
    }

    private static JsonElement layer(ListedLayer listed) {
        JsonObject options = new JsonObject();
        LayerOptions.of(listed.layer()).forEach((name, value) -> options.add(name, value(value)));
        Map.of("name", listed.name(), "output", listed.output()).entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> options.addProperty(entry.getKey(), entry.getValue()));
        String word = listed.layer().word();
        if (options.size() == 0) {
            return new JsonPrimitive(word);
        }
        JsonObject json = new JsonObject();
        json.add(word, options);
        return json;
    }

    private static JsonElement value(Object value) {
        if (value instanceof Integer number) {
            return new JsonPrimitive(number);
        }
        if (value instanceof Boolean choice) {
            return new JsonPrimitive(choice);
        }
        if (value instanceof LayerList list) {
            return list(list);
        }
        JsonArray lists = new JsonArray();
        ((List<?>) value).forEach(list -> lists.add(list((LayerList) list)));
        return lists;
    }
}
