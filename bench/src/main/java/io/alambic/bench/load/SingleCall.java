package io.alambic.bench.load;

import io.grpc.Channel;
import java.util.concurrent.CountDownLatch;

/** A client that sends one call. */
public final class SingleCall extends UnaryClient {

    public SingleCall(Channel channel, byte[] request, LatencyRecorder recorder, CountDownLatch left) {
        super(channel, request, recorder, left);
    }

    @Override
    public boolean hasEnded() {
        return true;
    }
}
