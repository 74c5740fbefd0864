package io.alambic.core.layer.declared;

import com.google.gson.JsonObject;
import io.alambic.core.layer.LayerList;
import io.alambic.core.layer.network.LayeredArchitecture;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;

/**
 * An architecture that its user declares.
 *
 * @param input FP32, or INT64 [T] for the tokens of a text; of the largest size where a dimension is open
 * @param layers the list
 */
public record DeclaredArchitecture(TensorSpec input, LayerList layers) implements LayeredArchitecture {

    /** Name of the kind of architecture in model folders and checkpoints. */
    public static final String KIND = "layers";

    public DeclaredArchitecture {
        boolean tokens = input.type() == TensorType.INT64 && input.sampleShape().dimension() == 1;
        if (input.type() != TensorType.FP32 && !tokens) {
            throw new IllegalArgumentException("expected an input of type FP32, or the tokens of a text as INT64:T");
        }
        if (layers.layers().isEmpty()) {
            throw new IllegalArgumentException("expected at least one layer, but got none");
        }
    }

    @Override
    public String kind() {
        return KIND;
    }

    /** Returns the declaration as one line of JSON. */
    @Override
    public String fingerprint() {
        JsonObject json = DeclarationJson.of(this);
        json.addProperty("type", KIND);
        return json.toString();
    }
}
