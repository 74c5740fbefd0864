package io.alambic.bench.load;

import io.alambic.inference.GRPCInferenceServiceGrpc;
import io.grpc.Channel;
import java.util.concurrent.CountDownLatch;

/** A client that sends each request in a call of its own. */
public class UnaryClient extends LoadClient {

    public UnaryClient(Channel channel, byte[] request, LatencyRecorder recorder, CountDownLatch left) {
        super(channel, GRPCInferenceServiceGrpc.getModelInferMethod(), request, recorder, left);
    }

    @Override
    public void ask() {
        super.ask();
        call().halfClose();
    }
}
