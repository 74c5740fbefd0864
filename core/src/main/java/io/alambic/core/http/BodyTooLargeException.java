package io.alambic.core.http;

import java.io.IOException;

/** An answer is larger than its receiver takes. */
public final class BodyTooLargeException extends IOException {

    private static final long serialVersionUID = 1L;

    BodyTooLargeException(int most) {
        super("the answer is larger than %d bytes".formatted(most));
    }
}
