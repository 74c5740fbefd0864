package io.alambic.mapping.operation;

import io.alambic.mapping.value.LiteralValue;
import io.alambic.mapping.value.ScalarValue;

/** {@code number}: a number, or a text that is one. */
record NumberInText() implements Operation {

    @Override
    public void addTo(Chain.Builder chain) {
        chain.read(value -> value.kind() == ScalarValue.Kind.TEXT
                ? LiteralValue.of(value.text().strip()).asDouble()
                : value.asDouble());
    }
}
