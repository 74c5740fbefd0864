package io.alambic.bench.load;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.concurrent.CountDownLatch;

/**
 * A client that sends the same request again and again. Used only by the channel's thread, which also starts it, as
 * some servers answer before a request has ended.
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
     * A client that is not started yet.
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

    /** Starts a call now. */
    public final void start() {
        start(System.nanoTime());
    }

    /**
     * Starts a call, perhaps late.
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

    /** Sends the request again over the same call. */
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

    /** Returns whether the call was the last one. */
    public boolean hasEnded() {
        return isOver();
    }
}
