package io.alambic.core.layer.network;

import io.alambic.core.layer.LayerList;
import io.alambic.core.model.InputSpec;
import io.alambic.core.tensor.TensorSpec;
import java.util.stream.IntStream;

/**
 * An architecture for samples of a given largest size.
 *
 * @param architecture which the size is no part of
 * @param input its input with that size
 */
record SizedArchitecture(LayeredArchitecture architecture, TensorSpec input) implements LayeredArchitecture {

    SizedArchitecture {
        TensorSpec own = architecture.input();
        boolean fits = input.name().equals(own.name())
                && input.type() == own.type()
                && input.letters().size() == own.letters().size()
                && IntStream.range(0, own.letters().size())
                        .allMatch(axis -> !own.letters().get(axis).isEmpty()
                                || input.sampleShape().get(axis)
                                        == own.sampleShape().get(axis));
        if (!fits) {
            throw new IllegalArgumentException("input must be %s%s, but is %s"
                    .formatted(
                            InputSpec.format(own), own.isOpen() ? " or of a fixed size" : "", InputSpec.format(input)));
        }
    }

    @Override
    public String kind() {
        return architecture.kind();
    }

    @Override
    public LayerList layers() {
        return architecture.layers();
    }

    @Override
    public String fingerprint() {
        return architecture.fingerprint();
    }
}
