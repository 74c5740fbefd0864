package io.alambic.client;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;

/**
 * Retries every address immediately once the last connection is lost. By default, gRPC waits before it
 * reconnects to an address that it lost earlier. This backoff grows with the length of the outage, even if the
 * replica is back. Thread safe.
 */
final class Reconnection {

    private final ManagedChannel channel;

    private Reconnection(ManagedChannel channel) {
        this.channel = channel;
    }

    /** Watches the channel until it is shut down, and returns it. */
    static ManagedChannel of(ManagedChannel channel) {
        Reconnection reconnection = new Reconnection(channel);
        ConnectivityState now = channel.getState(false);
        channel.notifyWhenStateChanged(now, () -> reconnection.changedFrom(now));
        return channel;
    }

    private void changedFrom(ConnectivityState before) {
        ConnectivityState now = channel.getState(false);
        if (now == ConnectivityState.SHUTDOWN) {
            return;
        }
        channel.notifyWhenStateChanged(now, () -> changedFrom(now));
        if (before == ConnectivityState.READY || now == ConnectivityState.TRANSIENT_FAILURE) {
            channel.resetConnectBackoff();
        }
    }
}
