package io.alambic.student.grpc;

import io.grpc.Status;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Streaming calls, which do not end by themselves and would delay the end of the server. Bounded. Thread safe. */
public final class OpenStreams {

    /** A streaming call. */
    public interface Stream {

        /** Ends the call soon and in order. */
        void end();
    }

    private final int most;
    private final Set<Stream> open = new HashSet<>();

    /**
     * Creates a set without calls.
     *
     * @param most calls at the same time, at least 1
     */
    public OpenStreams(int most) {
        this.most = most;
    }

    /**
     * Adds a call that has begun.
     *
     * @throws io.grpc.StatusRuntimeException RESOURCE_EXHAUSTED if there are as many as there may be
     */
    public synchronized void add(Stream stream) {
        if (open.size() >= most) {
            throw Status.RESOURCE_EXHAUSTED
                    .withDescription("no more than %d streaming calls are open at once".formatted(most))
                    .asRuntimeException();
        }
        open.add(stream);
    }

    /** Removes a call that has ended. */
    public synchronized void remove(Stream stream) {
        open.remove(stream);
    }

    /** Ends all calls. */
    void endAll() {
        copy().forEach(Stream::end);
    }

    private synchronized List<Stream> copy() {
        return List.copyOf(open);
    }
}
