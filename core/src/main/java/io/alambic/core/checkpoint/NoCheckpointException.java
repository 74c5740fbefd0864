package io.alambic.core.checkpoint;

import java.io.IOException;

/** A whole file, but not one that holds a checkpoint. */
public final class NoCheckpointException extends IOException {

    private static final long serialVersionUID = 1L;

    NoCheckpointException(String message) {
        super(message);
    }
}
