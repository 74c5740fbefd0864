package io.alambic.mapping.schema;

import java.io.IOException;

/** A text is no schema of the expected kind. */
public final class InvalidSchemaException extends IOException {

    private static final long serialVersionUID = 1L;

    /** A fault; it has a cause where a parser said it. */
    public InvalidSchemaException(String message, Throwable cause) {
        super(message, cause);
    }
}
