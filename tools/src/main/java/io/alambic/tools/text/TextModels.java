package io.alambic.tools.text;

import ai.djl.ndarray.NDManager;
import io.alambic.core.bucket.Buckets;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.model.InputSpec;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.models.ModelSource;
import io.alambic.models.OpenedModel;
import io.alambic.models.remote.CallSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Opens models that read the tokens of texts.
 *
 * @param buckets sizes of their open dimension {@code T}
 */
record TextModels(Buckets buckets) {

    /** Returns the inputs of a transformer, as the teacher's configuration names them. */
    static String inputs(OnnxEncoder transformer) {
        return transformer.inputs().stream().map(name -> name + ":INT64:T").collect(Collectors.joining(","));
    }

    /** Returns the sizes, as the teacher's configuration names them. */
    String sizes() {
        return buckets.letters().stream()
                .map(letter -> letter + "="
                        + buckets.sizes().get(letter).stream()
                                .map(String::valueOf)
                                .collect(Collectors.joining("/")))
                .collect(Collectors.joining(","));
    }

    /**
     * Opens a model.
     *
     * @param inputs as {@link #inputs} returns them
     * @param manager owns the network
     */
    InferenceNetwork open(Path file, String inputs, NDManager manager) throws IOException {
        List<TensorSpec> sized = buckets.sized(InputSpec.parseAll(inputs));
        return OpenedModel.open(new ModelSource.File(file), sized, CallSettings.DEFAULT, manager)
                .network();
    }
}
