package io.alambic.models.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alambic.core.http.Excerpt;
import io.alambic.inference.ModelMetadataResponse;
import io.alambic.inference.ModelMetadataResponse.TensorMetadata;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads a model's description from JSON. */
final class RestMetadata {

    private static final ObjectMapper JSON = new ObjectMapper();

    private RestMetadata() {}

    /**
     * Returns the description.
     *
     * @throws IllegalArgumentException if the text is none
     */
    static ModelMetadataResponse read(byte[] body) {
        JsonNode tree = tree(body);
        if (!tree.path("name").isTextual() || tree.path("inputs").isEmpty()) {
            throw unreadable(body, null);
        }
        ModelMetadataResponse.Builder metadata = ModelMetadataResponse.newBuilder()
                .setName(tree.path("name").asText())
                .addAllInputs(tensors(tree.path("inputs")))
                .addAllOutputs(tensors(tree.path("outputs")));
        tree.path("versions").forEach(version -> metadata.addVersions(version.asText()));
        return metadata.build();
    }

    private static JsonNode tree(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw unreadable(body, e);
        }
    }

    private static List<TensorMetadata> tensors(JsonNode list) {
        List<TensorMetadata> tensors = new ArrayList<>();
        list.forEach(each -> {
            TensorMetadata.Builder tensor = TensorMetadata.newBuilder()
                    .setName(each.path("name").asText())
                    .setDatatype(each.path("datatype").asText());
            each.path("shape").forEach(size -> tensor.addShape(size.asLong(-1)));
            tensors.add(tensor.build());
        });
        return tensors;
    }

    private static IllegalArgumentException unreadable(byte[] body, Exception cause) {
        return new IllegalArgumentException(
                "expected a model's metadata with name and inputs, but got '%s'"
                        .formatted(Excerpt.of(new String(body, StandardCharsets.UTF_8))),
                cause);
    }
}
