package io.alambic.bench.pipeline;

import io.grpc.Channel;
import java.util.concurrent.CountDownLatch;

/** A client that makes one call. */
final class AskingOnce extends AskingCall {

    AskingOnce(Channel channel, byte[] request, Answered answered, CountDownLatch left) {
        super(channel, request, answered, left);
    }

    @Override
    boolean hasEnded() {
        return true;
    }
}
