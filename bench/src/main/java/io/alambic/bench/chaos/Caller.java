package io.alambic.bench.chaos;

import com.google.protobuf.ByteString;
import io.alambic.inference.GRPCInferenceServiceGrpc;
import io.alambic.inference.ModelInferRequest;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Asks the student at a steady rate, from its first answer on. Owns its connection and its thread. */
final class Caller implements AutoCloseable {

    private static final Duration BETWEEN_CALLS = Duration.ofMillis(20);
    private static final Duration BEFORE_THE_FIRST = Duration.ofMillis(500);
    private static final long DEADLINE_S = 20;

    private final ManagedChannel channel;
    private final Thread thread = new Thread(this::run, "caller");
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final ModelInferRequest request = ModelInferRequest.newBuilder()
            .setModelName("student")
            .addInputs(ModelInferRequest.InferInputTensor.newBuilder()
                    .setName("image")
                    .setDatatype("FP32")
                    .addAllShape(List.of(1L, 1L, 8L, 8L)))
            .addRawInputContents(ByteString.copyFrom(new byte[64 * Float.BYTES]))
            .build();

    Caller(String host, int port) {
        channel = ManagedChannelBuilder.forAddress(host, port).usePlaintext().build();
        thread.start();
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                boolean ok = call();
                if (ok) {
                    answered.incrementAndGet();
                } else if (answered.get() > 0 && !Thread.currentThread().isInterrupted()) {
                    failed.incrementAndGet();
                }
                Thread.sleep((answered.get() > 0 ? BETWEEN_CALLS : BEFORE_THE_FIRST).toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean call() {
        try {
            GRPCInferenceServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(DEADLINE_S, TimeUnit.SECONDS)
                    .modelInfer(request);
            return true;
        } catch (StatusRuntimeException e) {
            return false;
        }
    }

    /** Calls that were answered. */
    long answered() {
        return answered.get();
    }

    /** Calls that failed after one had been answered. */
    long failed() {
        return failed.get();
    }

    @Override
    public void close() {
        thread.interrupt();
        channel.shutdownNow();
    }
}
