package io.alambic.bench.pipeline;

import io.alambic.inference.GRPCInferenceServiceGrpc;
import io.grpc.Channel;
import java.util.concurrent.CountDownLatch;

/** A client that makes a call for each request. */
class AskingCall extends Asking {

    AskingCall(Channel channel, byte[] request, Answered answered, CountDownLatch left) {
        super(channel, GRPCInferenceServiceGrpc.getModelInferMethod(), request, answered, left);
    }

    @Override
    void ask() {
        super.ask();
        call().halfClose();
    }
}
