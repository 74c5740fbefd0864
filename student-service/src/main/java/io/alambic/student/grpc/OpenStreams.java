package io.alambic.student.grpc;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Streaming calls that do not end by themselves and would delay the end of the server. Thread safe. */
public final class OpenStreams {

    /** A streaming call. */
    public interface Stream {

        /** Ends the call soon and in order. */
        void end();
    }

    private final Set<Stream> open = ConcurrentHashMap.newKeySet();

    /** Adds a call that has begun. */
    public void add(Stream stream) {
        open.add(stream);
    }

    /** Removes a call that has ended. */
    public void remove(Stream stream) {
        open.remove(stream);
    }

    /** Ends all calls. */
    void endAll() {
        List.copyOf(open).forEach(Stream::end);
    }
}
