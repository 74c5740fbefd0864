package io.alambic.core.train;

import java.io.Serial;

/** A batch could not be learned from; the learned weights are as before it. */
public class FailedStepException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    FailedStepException(String message) {
        super(message);
    }

    private FailedStepException(String message, Throwable cause) {
        super(message, cause);
    }

    static FailedStepException of(int samples, RuntimeException engine) {
        String first = String.valueOf(engine.getMessage()).lines().findFirst().orElse("");
        return new FailedStepException(
                "the engine cannot train on a batch of %d: %s".formatted(samples, first), engine);
    }
}
