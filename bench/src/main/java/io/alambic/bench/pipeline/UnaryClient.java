package io.alambic.bench.pipeline;

import io.alambic.inference.GRPCInferenceServiceGrpc;
import io.grpc.Channel;
import java.util.concurrent.CountDownLatch;

/** A client that makes a call for each request. */
class UnaryClient extends LoadClient {

    UnaryClient(Channel channel, byte[] request, LatencyRecorder recorder, CountDownLatch left) {
        super(channel, GRPCInferenceServiceGrpc.getModelInferMethod(), request, recorder, left);
    }

    @Override
    void ask() {
        super.ask();
        call().halfClose();
    }
}
