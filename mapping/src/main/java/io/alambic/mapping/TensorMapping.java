package io.alambic.mapping;

import io.alambic.core.tensor.TensorType;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a tensor is filled, as text.
 *
 * @param name of the tensor
 * @param type of its elements
 * @param shape of one sample as {@code 1x28x28}, with a capital letter for an open dimension; if absent, as many elements as
 *     the fields give
 * @param fields expressions whose elements follow each other, at least one
 */
public record TensorMapping(String name, TensorType type, Optional<String> shape, List<String> fields) {

    public TensorMapping {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(shape, "shape");
        fields = List.copyOf(fields);
    }
}
