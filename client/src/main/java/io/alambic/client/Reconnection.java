package io.alambic.client;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;

/**
 * Looks at every address anew once the last connection is lost. gRPC alone would go on waiting before it tries those that
 * were lost earlier, and longer the longer they were away, though they may be back. Thread safe.
 */
final class Reconnection {

    private final ManagedChannel channel;

    private Reconnection(ManagedChannel channel) {
        this.channel = channel;
    }

    /** The channel, watched until it is shut down. */
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
