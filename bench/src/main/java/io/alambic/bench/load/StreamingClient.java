package io.alambic.bench.load;

import io.alambic.inference.GRPCInferenceServiceGrpc;
import io.grpc.Channel;
import java.util.concurrent.CountDownLatch;

/** A client that sends all requests over one call, each after the answer to the one before. */
public final class StreamingClient extends LoadClient {

    public StreamingClient(Channel channel, byte[] request, LatencyRecorder recorder, CountDownLatch left) {
        super(channel, GRPCInferenceServiceGrpc.getModelStreamInferMethod(), request, recorder, left);
    }

    @Override
    public void onMessage(byte[] message) {
        super.onMessage(message);
        if (isOver()) {
            call().halfClose();
        } else {
            sendAgain();
            call().request(1);
        }
    }
}
