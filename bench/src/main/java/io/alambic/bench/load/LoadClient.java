package io.alambic.bench.load;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.concurrent.CountDownLatch;

/**
 * A client that asks the same again and again. Used by the channel's thread alone, which also starts it: servers there are that
 * answer before a request has ended.
 */
public abstract class LoadClient extends ClientCall.Listener<byte[]> {

    private final Channel channel;
    private final MethodDescriptor<byte[], byte[]> method;
    private final byte[] request;
    private final LatencyRecorder recorder;
    private final CountDownLatch left;
    private ClientCall<byte[], byte[]> call;
    private long askedNanos;

    /**
     * A client that waits to be started.
     *
     * @param left counted down when it ends
     */
    public LoadClient(
            Channel channel,
            MethodDescriptor<?, ?> method,
            byte[] request,
            LatencyRecorder recorder,
            CountDownLatch left) {
        this.channel = channel;
        this.method = method.toBuilder(RawBytes.MARSHALLER, RawBytes.MARSHALLER).build();
        this.request = request;
        this.recorder = recorder;
        this.left = left;
    }

    /** Begins to ask. */
    public final void start() {
        start(System.nanoTime());
    }

    /**
     * Begins to ask, perhaps late.
     *
     * @param dueNanos from when on it counts as waiting
     */
    public final void start(long dueNanos) {
        askedNanos = dueNanos;
        call = channel.newCall(method, CallOptions.DEFAULT);
        call.start(this, new Metadata());
        call.request(2);
        ask();
    }

    /** Sends the request over a new call. */
    public void ask() {
        call.sendMessage(request);
    }

    /** Sends it again over the same call. */
    public final void sendAgain() {
        askedNanos = System.nanoTime();
        ask();
    }

    public ClientCall<byte[], byte[]> call() {
        return call;
    }

    public boolean isOver() {
        return recorder.isOver();
    }

    @Override
    public void onMessage(byte[] message) {
        recorder.answered(message, askedNanos);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        if (!status.isOk()) {
            recorder.failed(status.toString());
        }
        if (hasEnded()) {
            left.countDown();
        } else {
            start();
        }
    }

    /** Whether its call was the last. */
    public boolean hasEnded() {
        return isOver();
    }
}
