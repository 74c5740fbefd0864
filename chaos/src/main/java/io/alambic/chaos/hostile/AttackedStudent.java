package io.alambic.chaos.hostile;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A student to attack, and the connections to it. Thread safe. */
final class AttackedStudent implements AutoCloseable {

    private static final int CONNECT_MS = 5000;

    private final String host;
    private final int grpcPort;
    private final int httpPort;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    AttackedStudent(String host, int grpcPort, int httpPort) {
        this.host = host;
        this.grpcPort = grpcPort;
        this.httpPort = httpPort;
    }

    /** Opens a connection of HTTP/2, which {@link #release} closes. */
    Socket openGrpc() throws IOException {
        return open(grpcPort);
    }

    /** Opens a connection of HTTP, which {@link #release} closes. */
    Socket openHttp() throws IOException {
        return open(httpPort);
    }

    private Socket open(int port) throws IOException {
        Socket socket = new Socket();
        open.add(socket);
        socket.connect(new InetSocketAddress(host, port), CONNECT_MS);
        if (closed) {
            release(socket);
        }
        return socket;
    }

    void release(Socket socket) throws IOException {
        open.remove(socket);
        socket.close();
    }

    /** Closes all connections, so that whoever writes or reads on one ends. */
    @Override
    public void close() throws IOException {
        closed = true;
        for (Socket socket : open) {
            release(socket);
        }
    }
}
