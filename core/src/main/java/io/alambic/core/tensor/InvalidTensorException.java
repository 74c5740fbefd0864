package io.alambic.core.tensor;

/** A tensor that does not fit; the message names the tensor, what was expected and what came. */
public final class InvalidTensorException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    public InvalidTensorException(String message) {
        super(message);
    }
}
