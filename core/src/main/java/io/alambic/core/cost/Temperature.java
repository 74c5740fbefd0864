package io.alambic.core.cost;

/**
 * Softens both distributions before they are compared (Hinton, Vinyals, Dean 2015).
 *
 * @param value finite and greater than 0; 1 leaves the distributions as they are
 */
public record Temperature(float value) {

    public Temperature {
        if (!Float.isFinite(value) || value <= 0) {
            throw new IllegalArgumentException("temperature must be finite and greater than 0, but is " + value);
        }
    }
}
