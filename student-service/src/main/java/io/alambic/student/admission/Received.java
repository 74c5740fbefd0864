package io.alambic.student.admission;

import io.grpc.StatusRuntimeException;

/** A message from a client: read, or refused before it was. */
sealed interface Received<T> permits Received.Read, Received.Refused {

    /** A message that was read. */
    record Read<T>(T message) implements Received<T> {}

    /** The reason why a message was not read. */
    record Refused<T>(StatusRuntimeException reason) implements Received<T> {}
}
