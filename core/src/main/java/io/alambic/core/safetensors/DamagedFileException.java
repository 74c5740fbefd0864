package io.alambic.core.safetensors;

import java.io.IOException;

/** A file that is torn, truncated, altered, or of another kind; the message says which and how. */
public final class DamagedFileException extends IOException {

    private static final long serialVersionUID = 1L;

    public DamagedFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
