package io.alambic.bench.load;

import io.alambic.inference.GRPCInferenceServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.KnownLength;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;

/**
 * A client that sends the same request, once or again and again. Used only by the channel's thread, which also starts it,
 * as some servers answer before a request has ended.
 */
final class LoadClient extends ClientCall.Listener<byte[]> {

    private final Channel channel;
    private final boolean streaming;
    private final boolean repeats;
    private final MethodDescriptor<byte[], byte[]> method;
    private final byte[] request;
    private final LatencyRecorder recorder;
    private final CountDownLatch left;
    private ClientCall<byte[], byte[]> call;
    private long askedNanos;

    /**
     * A client that is not started yet.
     *
     * @param streaming whether all requests go over one call, each after the answer to the one before
     * @param repeats whether it sends the next request after each answer, until the recorder's turn is over
     * @param left counted down when it ends
     */
    LoadClient(
            Channel channel,
            boolean streaming,
            boolean repeats,
            byte[] request,
            LatencyRecorder recorder,
            CountDownLatch left) {
        this.channel = channel;
        this.streaming = streaming;
        this.repeats = repeats;
        this.method = (streaming
                        ? GRPCInferenceServiceGrpc.getModelStreamInferMethod()
                        : GRPCInferenceServiceGrpc.getModelInferMethod())
                .toBuilder(RawBytes.MARSHALLER, RawBytes.MARSHALLER).build();
        this.request = request;
        this.recorder = recorder;
        this.left = left;
    }

    /** Starts a call now. */
    void start() {
        start(System.nanoTime());
    }

    /**
     * Starts a call, perhaps late.
     *
     * @param dueNanos from when on it counts as waiting
     */
    void start(long dueNanos) {
        askedNanos = dueNanos;
        call = channel.newCall(method, CallOptions.DEFAULT);
        call.start(this, new Metadata());
        call.request(2);
        call.sendMessage(request);
        if (!streaming) {
            call.halfClose();
        }
    }

    @Override
    public void onMessage(byte[] message) {
        recorder.answered(message, askedNanos);
        if (streaming && recorder.isOver()) {
            call.halfClose();
        } else if (streaming) {
            askedNanos = System.nanoTime();
            call.sendMessage(request);
            call.request(1);
        }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        if (!status.isOk()) {
            recorder.failed(status.toString());
        }
        if (repeats && !recorder.isOver()) {
            start();
        } else {
            left.countDown();
        }
    }

    /** Marshals messages as the bytes that they are. */
    private enum RawBytes implements MethodDescriptor.Marshaller<byte[]> {
        MARSHALLER;

        @Override
        public InputStream stream(byte[] message) {
            return new Message(message);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class Message extends ByteArrayInputStream implements KnownLength {

        Message(byte[] bytes) {
            super(bytes);
        }
    }
}
