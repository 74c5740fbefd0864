package io.alambic.core.checkpoint;

import java.io.IOException;

/** A valid file that holds no checkpoint. */
public final class NoCheckpointException extends IOException {

    private static final long serialVersionUID = 1L;

    NoCheckpointException(String message) {
        super(message);
    }
}
