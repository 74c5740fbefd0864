package io.alambic.student.registry;

import java.io.Serial;

/** A requested version does not answer; the message lists those that do. */
public final class UnknownVersionException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    UnknownVersionException(String message) {
        super(message);
    }
}
