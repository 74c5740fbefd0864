package io.alambic.student.admission;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.atomic.AtomicLong;

/** Memory for reading requests: all that are read at the same time share it. Never waits. Thread safe. */
public final class RequestMemory {

    private final long bytes;
    private final AtomicLong reserved = new AtomicLong();

    /**
     * Creates a memory from which nothing is reserved.
     *
     * @param bytes size, at least 1
     */
    public RequestMemory(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("request memory must be at least 1 byte, but is " + bytes);
        }
        this.bytes = bytes;
    }

    /**
     * Reserves memory for one request.
     *
     * @throws StatusRuntimeException INVALID_ARGUMENT if the request needs more than all of the memory,
     *     RESOURCE_EXHAUSTED if others have reserved too much of it
     */
    public Reservation reserve(long needed) {
        Reservation reservation = new Reservation();
        reservation.grow(needed);
        return reservation;
    }

    /** Returns how many bytes are reserved. */
    public long reserved() {
        return reserved.get();
    }

    /** Memory reserved for one request. Thread safe. */
    public final class Reservation implements AutoCloseable {

        private long held;

        /** Reserves more, or throws as {@link RequestMemory#reserve} does and keeps what it has. */
        public synchronized void grow(long more) {
            if (held + more > bytes) {
                throw Status.INVALID_ARGUMENT
                        .withDescription("the request takes %,d bytes of memory once it is read, and %,d are allowed;"
                                        .formatted(held + more, bytes)
                                + " tensors as raw bytes take the least")
                        .asRuntimeException();
            }
            if (reserved.addAndGet(more) > bytes) {
                reserved.addAndGet(-more);
                throw Status.RESOURCE_EXHAUSTED
                        .withDescription(
                                "requests that take more than %,d bytes of memory are read at once".formatted(bytes))
                        .asRuntimeException();
            }
            held += more;
        }

        @Override
        public synchronized void close() {
            reserved.addAndGet(-held);
            held = 0;
        }
    }
}
