package io.alambic.mapping.operation;

import io.alambic.core.tensor.TensorType;
import io.alambic.mapping.value.Elements;
import io.alambic.mapping.value.InvalidValueException;
import io.alambic.mapping.value.LastResult;
import io.alambic.mapping.value.ScalarValue;
import io.alambic.mapping.value.TargetTensor;
import io.alambic.mapping.value.Unfolding;
import java.io.IOException;

/** {@code base64}: bytes, or the text of base64 for them, are elements of the tensor's type, little endian. */
record EncodedBytes() implements Unfolding {

    @Override
    public Unfolding fittedTo(TargetTensor tensor) {
        if (tensor.type() == TensorType.BOOL) {
            throw new IllegalArgumentException("expected a type of numbers for base64, but got 'BOOL'");
        }
        return this;
    }

    @Override
    public Elements unfold(ScalarValue value, LastResult last) throws IOException, InvalidValueException {
        return new Elements.Encoded(value.bytes());
    }
}
