package io.alambic.mapping.operation;

/**
 * {@code list(3)}: a field is so many values.
 *
 * @param values at least 1
 */
record ListOf(int values) implements Operation {

    ListOf {
        if (values < 1) {
            throw new IllegalArgumentException("expected list(n) of at least 1 value, but got '%d'".formatted(values));
        }
    }

    @Override
    public void addTo(Chain.Builder chain) {
        chain.listed(values);
    }
}
