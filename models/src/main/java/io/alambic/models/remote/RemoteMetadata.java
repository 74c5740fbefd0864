package io.alambic.models.remote;

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
     * @param named inputs from the settings, with the largest sizes of open dimensions; empty to take those of the server
     * @throws OpenInputsException if none are named, and the server leaves sizes open
     * @throws IllegalArgumentException if the server contradicts the settings
     */
    static List<TensorSpec> inputs(ModelMetadataResponse metadata, List<TensorSpec> named) {
        List<String> actual =
                metadata.getInputsList().stream().map(RemoteMetadata::format).toList();
        if (named.isEmpty()) {
            List<TensorMetadata> inputs = metadata.getInputsList();
            inputs.forEach(RemoteMetadata::requireShape);
            if (inputs.stream().anyMatch(RemoteMetadata::isOpen)) {
                throw new OpenInputsException(actual.toString(), OpenInputs.of(inputs));
            }
            return inputs.stream().map(RemoteMetadata::spec).toList();
        }
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
                metadata.getOutputsList().stream().map(RemoteMetadata::spec).toList());
    }

    private static boolean isKnown(TensorMetadata tensor) {
        return tensor.getShapeCount() > 0 && !isOpen(tensor);
    }

    private static boolean isOpen(TensorMetadata tensor) {
        return tensor.getShapeList().stream().skip(1).anyMatch(dimension -> dimension <= 0);
    }

    private static boolean fits(TensorSpec named, TensorMetadata actual) {
        long[] sample = named.sampleShape().getShape();
        if (!named.name().equals(actual.getName()) || !named.type().name().equals(actual.getDatatype())) {
            return false;
        }
        if (actual.getShapeCount() == 0) {
            return true;
        }
        if (actual.getShapeCount() != sample.length + 1) {
            return false;
        }
        for (int i = 0; i < sample.length; i++) {
            boolean isFixed = actual.getShape(i + 1) > 0;
            boolean isNamedOpen = !named.letters().get(i).isEmpty();
            if (isFixed && (isNamedOpen || actual.getShape(i + 1) != sample[i])) {
                return false;
            }
        }
        return true;
    }

    private static TensorSpec spec(TensorMetadata tensor) {
        return new TensorSpec(
                tensor.getName(),
                type(tensor.getName(), tensor.getDatatype()),
                new Shape(tensor.getShapeList().stream()
                        .skip(1)
                        .mapToLong(Long::longValue)
                        .toArray()));
    }

    private static void requireShape(TensorMetadata input) {
        if (input.getShapeCount() == 0) {
            throw new IllegalArgumentException(
                    "the server does not say the shape of input %s: name it (alambic.teacher.inputs)"
                            .formatted(format(input)));
        }
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
