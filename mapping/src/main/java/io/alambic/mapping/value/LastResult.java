package io.alambic.mapping.value;

import java.io.IOException;

/**
 * What the last value of a record became on the way to a tensor, such as the pixels of an image: several tensors of the same value
 * follow each other, and the value is decoded once. Used by one thread.
 */
public final class LastResult {

    private Object key;
    private Object result;

    /**
     * Makes a result.
     *
     * @param <T> the result
     */
    @FunctionalInterface
    public interface Making<T> {

        /**
         * Returns the result.
         *
         * @throws InvalidValueException if the value has none
         */
        T make() throws IOException, InvalidValueException;
    }

    /** Forgets it. */
    public void clear() {
        key = null;
        result = null;
    }

    /** Returns the result of a key, which is made unless it is the last one. A key always stands for results of one class. */
    @SuppressWarnings("unchecked")
    public <T> T of(Object wanted, Making<T> making) throws IOException, InvalidValueException {
        if (!wanted.equals(key)) {
            key = null;
            result = making.make();
            key = wanted;
        }
        return (T) result;
    }
}
