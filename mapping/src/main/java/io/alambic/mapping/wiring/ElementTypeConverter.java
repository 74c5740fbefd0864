package io.alambic.mapping.wiring;

import io.alambic.core.settings.Values;
import io.alambic.core.tensor.TensorType;
import org.eclipse.microprofile.config.spi.Converter;

/** Type of a tensor's elements. One that refuses a text says what is allowed. */
public final class ElementTypeConverter implements Converter<TensorType> {

    private static final long serialVersionUID = 1L;

    @Override
    public TensorType convert(String raw) {
        return Values.parseOneOf(raw, TensorType.class);
    }
}
