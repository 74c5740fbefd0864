package io.alambic.student.admission;

import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;

/**
 * What one call holds of its connection's share: itself, its request until that is whole, and its answers until they have
 * been sent. Told by the transport about every piece that comes. Thread safe.
 */
final class CallMemory extends ServerStreamTracer {

    private static final Context.Key<CallMemory> CURRENT = Context.key("call-memory");

    /** A call without any message: its headers, and the objects of transport and service. */
    private static final int CALL = 8 << 10;

    private final ClientMemory clients;
    private ClientConnection connection;
    private long incoming;
    private long answers;
    private boolean ended;

    private CallMemory(ClientMemory clients) {
        this.clients = clients;
        this.connection = clients.unknown();
    }

    /** Creates the memories of the calls of one server. */
    static ServerStreamTracer.Factory of(ClientMemory clients) {
        return new ServerStreamTracer.Factory() {
            @Override
            public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
                return new CallMemory(clients);
            }
        };
    }

    /** Returns the memory of the call that the current thread begins. */
    static CallMemory current() {
        return CURRENT.get();
    }

    synchronized ClientConnection connection() {
        return connection;
    }

    @Override
    public Context filterContext(Context context) {
        return context.withValue(CURRENT, this);
    }

    @Override
    public void serverCallStarted(ServerCallInfo<?, ?> call) {
        Attributes attributes = call.getAttributes();
        synchronized (this) {
            connection = clients.of(attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
        }
        clients.callBegan(connection);
        clients.hold(connection, CALL);
    }

    @Override
    public void inboundWireSize(long bytes) {
        synchronized (this) {
            incoming += bytes;
        }
        clients.hold(connection, bytes);
    }

    @Override
    public void inboundMessageRead(int number, long wireSize, long uncompressedSize) {
        long whole;
        synchronized (this) {
            whole = incoming;
            incoming = 0;
        }
        connection.add(-whole);
    }

    /** Counts an answer that waits until the client reads it. */
    void answerWaits(long bytes) {
        synchronized (this) {
            if (ended) {
                return;
            }
            answers += bytes;
        }
        clients.hold(connection, bytes);
    }

    /** Counts no answer any longer. */
    void answersSent() {
        long sent;
        synchronized (this) {
            sent = answers;
            answers = 0;
        }
        connection.add(-sent);
    }

    @Override
    public void streamClosed(Status status) {
        long freed;
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            freed = CALL + incoming + answers;
        }
        connection.add(-freed);
        clients.callEnded(connection, status.getCode() == Status.Code.CANCELLED);
    }
}
