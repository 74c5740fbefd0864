package io.alambic.mapping.value;

import io.alambic.core.tensor.TensorType;

/** Elements that one value became. The arrays belong to the caller. */
public sealed interface Elements {

    /**
     * Returns how many there are.
     *
     * @throws InvalidValueException if they do not fill elements of this type
     */
    int count(TensorType type) throws InvalidValueException;

    /**
     * Whole numbers.
     *
     * @param numbers one for each element
     */
    record Whole(long[] numbers) implements Elements {

        @Override
        public int count(TensorType type) {
            return numbers.length;
        }
    }

    /**
     * Elements as they lie in the tensor.
     *
     * @param bytes little endian
     */
    record Encoded(byte[] bytes) implements Elements {

        @Override
        public int count(TensorType type) throws InvalidValueException {
            if (bytes.length % type.bytes() != 0) {
                throw new InvalidValueException("expected a multiple of %d bytes for elements of %s, but got %d"
                        .formatted(type.bytes(), type, bytes.length));
            }
            return bytes.length / type.bytes();
        }
    }
}
