package io.alambic.student.admission;

import io.grpc.ServerStreamTracer;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ServerChannel;
import java.net.SocketAddress;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Memory that clients hold and only they can free: requests that have not come whole, and answers that they do not read.
 * When all of them hold too much, the connection that holds most is closed; whoever sends and reads is never it. Knows
 * every connection of a server. Thread safe.
 */
public final class ClientMemory {

    /** A client may not know the limit yet when it begins; HTTP/2 enforces it only once the client has confirmed it. */
    private static final int GRACE = 2;

    /** As many as Netty allows in half a minute by itself, but without any other call between them. */
    private static final int RESETS_IN_A_ROW = 200;

    private static final Logger LOG = LoggerFactory.getLogger(ClientMemory.class);

    private final long bytes;
    private final int connections;
    private final int calls;
    private final AdmissionListener listener;
    private final Map<SocketAddress, ClientConnection> open = new ConcurrentHashMap<>();
    private final AtomicLong held = new AtomicLong();
    private final ClientConnection unknown = new ClientConnection(null, () -> {}, new AtomicLong());

    /** Creates the memory of a server without connections. */
    public ClientMemory(ConnectionLimits limits, AdmissionListener listener) {
        this.bytes = limits.clientBytes();
        this.connections = limits.connections();
        this.calls = GRACE * limits.callsPerConnection();
        this.listener = listener;
        unknown.freeAll();
    }

    /**
     * Adds a connection.
     *
     * @param close closes it
     * @return whether there was room for it
     */
    boolean connected(SocketAddress client, Runnable close) {
        if (open.size() >= connections) {
            listener.connectionRefused(AdmissionListener.Reason.CONNECTIONS);
            return false;
        }
        open.put(client, new ClientConnection(client, close, held));
        return true;
    }

    void disconnected(SocketAddress client) {
        Optional.ofNullable(open.remove(client)).ifPresent(ClientConnection::freeAll);
    }

    /** Returns the connection of a client, or the unknown one. */
    ClientConnection of(SocketAddress client) {
        ClientConnection connection = client == null ? null : open.get(client);
        return connection == null ? unknown : connection;
    }

    /** Returns the connection, by equality, of the call that the current thread begins; one for all that are unknown. */
    public static Object client() {
        return CallMemory.current().connection();
    }

    /** Returns a connection whose memory nobody counts. */
    ClientConnection unknown() {
        return unknown;
    }

    /** Creates ports whose connections this memory knows. */
    public ChannelFactory<ServerChannel> ports() {
        return () -> new LimitedServerChannel(this);
    }

    /** Counts what the calls on these ports hold. */
    public ServerStreamTracer.Factory calls() {
        return CallMemory.of(this);
    }

    /** Adds to what a connection holds, and closes the one that holds most if that is too much together. */
    void hold(ClientConnection connection, long more) {
        connection.add(more);
        if (more <= 0 || held.get() <= bytes) {
            return;
        }
        open.values().stream()
                .max(Comparator.comparingLong(ClientConnection::held))
                .filter(most -> most.held() > 0)
                .ifPresent(this::evict);
    }

    /** Counts a call that begins, and closes its connection if that has far more calls than it may. */
    void callBegan(ClientConnection connection) {
        if (connection.callBegan() > calls) {
            close(connection, AdmissionListener.Reason.CALLS, "it has more than %d calls at once", calls);
        }
    }

    /** Counts a call that ends, and closes its connection if that breaks off one call after the other. */
    void callEnded(ClientConnection connection, boolean brokenOff) {
        if (connection.callEnded(brokenOff) > RESETS_IN_A_ROW) {
            close(connection, AdmissionListener.Reason.RESETS, "it broke off %d calls in a row", RESETS_IN_A_ROW);
        }
    }

    private void evict(ClientConnection most) {
        close(
                most,
                AdmissionListener.Reason.MEMORY,
                "clients held more than %d bytes, this one %d",
                bytes,
                most.held());
    }

    /** Closes a connection, once. */
    private void close(ClientConnection connection, AdmissionListener.Reason reason, String why, Object... figures) {
        if (connection.freeAll()) {
            LOG.warn("client={} Closed: {}", connection.client(), why.formatted(figures));
            listener.connectionRefused(reason);
            connection.close();
        }
    }

    /** Returns the number of open connections. */
    public int connections() {
        return open.size();
    }

    /** Returns the bytes that clients hold. */
    public long held() {
        return held.get();
    }
}
