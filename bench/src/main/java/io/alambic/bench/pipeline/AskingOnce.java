package io.alambic.bench.pipeline;

import io.alambic.inference.GRPCInferenceServiceGrpc;
import io.grpc.Channel;
import java.util.concurrent.CountDownLatch;

/** A client that makes one call. */
final class AskingOnce extends Asking {

    AskingOnce(Channel channel, byte[] request, Answered answered, CountDownLatch left) {
        super(channel, GRPCInferenceServiceGrpc.getModelInferMethod(), request, answered, left);
    }

    @Override
    void ask() {
        super.ask();
        call().halfClose();
    }

    @Override
    boolean hasEnded() {
        return true;
    }
}
