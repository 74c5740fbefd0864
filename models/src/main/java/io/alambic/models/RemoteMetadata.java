package io.alambic.models;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.model.InputSpec;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import io.alambic.inference.ModelMetadataResponse;
import io.alambic.inference.ModelMetadataResponse.TensorMetadata;
import java.util.Arrays;
import java.util.List;

/** Reads a server's description of its model. An open dimension is -1. */
final class RemoteMetadata {

    private RemoteMetadata() {}

    /**
     * Returns the model's inputs.
     *
     * @param named inputs from the settings; empty to take those of the server
     * @throws IllegalArgumentException if the server leaves a shape open, or contradicts the settings
     */
    static List<TensorSpec> inputs(ModelMetadataResponse metadata, List<TensorSpec> named) {
        if (named.isEmpty()) {
            return metadata.getInputsList().stream()
                    .map(input -> spec("input", input))
                    .toList();
        }
        List<String> actual =
                metadata.getInputsList().stream().map(RemoteMetadata::format).toList();
        boolean fit = named.size() == metadata.getInputsCount()
                && named.stream()
                        .allMatch(input -> metadata.getInputsList().stream().anyMatch(other -> fits(input, other)));
        if (!fit) {
            throw new IllegalArgumentException("inputs %s are named, but the model takes %s"
                    .formatted(named.stream().map(InputSpec::format).toList(), actual));
        }
        return named;
    }

    /**
     * Returns the number of samples that each request must hold.
     *
     * @return 0 if any number will do
     */
    static int fixedBatch(ModelMetadataResponse metadata) {
        return Math.toIntExact(metadata.getInputsList().stream()
                .filter(input -> input.getShapeCount() > 0)
                .mapToLong(input -> input.getShape(0))
                .filter(batch -> batch > 0 && batch < Integer.MAX_VALUE)
                .min()
                .orElse(0));
    }

    /** Returns whether the server states the shape of every output. */
    static boolean hasAllOutputShapes(ModelMetadataResponse metadata) {
        return metadata.getOutputsList().stream().allMatch(RemoteMetadata::isKnown);
    }

    /** Returns the model's signature, if the server states the shape of every output. */
    static Signature signature(ModelMetadataResponse metadata, List<TensorSpec> inputs) {
        return new Signature(
                inputs,
                metadata.getOutputsList().stream()
                        .map(output -> spec("output", output))
                        .toList());
    }

    private static boolean isKnown(TensorMetadata tensor) {
        return tensor.getShapeCount() > 0
                && tensor.getShapeList().stream().skip(1).allMatch(dimension -> dimension > 0);
    }

    private static boolean fits(TensorSpec named, TensorMetadata actual) {
        long[] sample = named.sampleShape().getShape();
        if (!named.name().equals(actual.getName())
                || !named.type().name().equals(actual.getDatatype())
                || sample.length + 1 != actual.getShapeCount()) {
            return false;
        }
        for (int i = 0; i < sample.length; i++) {
            if (actual.getShape(i + 1) > 0 && actual.getShape(i + 1) != sample[i]) {
                return false;
            }
        }
        return true;
    }

    private static TensorSpec spec(String kind, TensorMetadata tensor) {
        if (!isKnown(tensor)) {
            throw new IllegalArgumentException(
                    "the server leaves the shape of %s %s open: name it (alambic.teacher.inputs)"
                            .formatted(kind, format(tensor)));
        }
        long[] sample = tensor.getShapeList().stream()
                .skip(1)
                .mapToLong(Long::longValue)
                .toArray();
        return new TensorSpec(tensor.getName(), type(tensor.getName(), tensor.getDatatype()), new Shape(sample));
    }

    /**
     * Returns the type of that name.
     *
     * @throws IllegalArgumentException if no tensor has such a type
     */
    static TensorType type(String tensor, String name) {
        return Arrays.stream(TensorType.values())
                .filter(type -> type.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'%s' is of type %s, but only %s travel"
                        .formatted(tensor, name, List.of(TensorType.values()))));
    }

    private static String format(TensorMetadata tensor) {
        return tensor.getName() + ":" + tensor.getDatatype() + ":" + tensor.getShapeList();
    }
}
