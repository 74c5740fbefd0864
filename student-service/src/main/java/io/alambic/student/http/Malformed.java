package io.alambic.student.http;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** Refuses requests that are not valid JSON of the protocol. */
final class Malformed {

    private Malformed() {}

    static StatusRuntimeException because(String format, Object... arguments) {
        return Status.INVALID_ARGUMENT
                .withDescription(format.formatted(arguments))
                .asRuntimeException();
    }
}
