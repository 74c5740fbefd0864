package io.alambic.student.registry;

import java.io.Serial;

/** A version was named that does not answer; the message says which do. */
public final class UnknownVersionException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    UnknownVersionException(String message) {
        super(message);
    }
}
