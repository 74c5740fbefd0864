package io.alambic.student.admission;

import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.SocketAddress;
import java.util.List;

/** A listening port that keeps no more connections than it may: the others are closed before anything is read from them. */
final class LimitedServerChannel extends NioServerSocketChannel {

    private final ClientMemory clients;

    LimitedServerChannel(ClientMemory clients) {
        this.clients = clients;
    }

    @Override
    protected int doReadMessages(List<Object> accepted) throws Exception {
        int before = accepted.size();
        super.doReadMessages(accepted);
        for (int i = accepted.size() - 1; i >= before; i--) {
            Channel connection = (Channel) accepted.get(i);
            SocketAddress client = connection.remoteAddress();
            if (client == null || !clients.connected(client, () -> closeAtOnce(connection))) {
                accepted.remove(i);
                connection.unsafe().closeForcibly();
            } else {
                connection.closeFuture().addListener(closed -> clients.disconnected(client));
            }
        }
        return accepted.size() - before;
    }

    /** Closes past the protocol, which would wait for the calls of the connection to end. */
    private static void closeAtOnce(Channel connection) {
        connection
                .eventLoop()
                .execute(() -> connection.unsafe().close(connection.unsafe().voidPromise()));
    }
}
