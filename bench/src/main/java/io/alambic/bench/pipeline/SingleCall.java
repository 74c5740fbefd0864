package io.alambic.bench.pipeline;

import io.grpc.Channel;
import java.util.concurrent.CountDownLatch;

/** A client that makes one call. */
final class SingleCall extends UnaryClient {

    SingleCall(Channel channel, byte[] request, LatencyRecorder recorder, CountDownLatch left) {
        super(channel, request, recorder, left);
    }

    @Override
    boolean hasEnded() {
        return true;
    }
}
