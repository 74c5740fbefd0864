package io.alambic.student.grpc;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Calls without an end of their own, which would hold up the end of the server. Thread safe. */
public final class OpenStreams {

    /** Such a call. */
    public interface Stream {

        /** Ends it soon, in order. */
        void end();
    }

    private final Set<Stream> open = ConcurrentHashMap.newKeySet();

    /** A call began. */
    public void add(Stream stream) {
        open.add(stream);
    }

    /** A call ended. */
    public void remove(Stream stream) {
        open.remove(stream);
    }

    /** Ends all. */
    void endAll() {
        List.copyOf(open).forEach(Stream::end);
    }
}
