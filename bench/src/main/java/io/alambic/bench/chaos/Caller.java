package io.alambic.bench.chaos;

import com.google.protobuf.ByteString;
import io.alambic.inference.GRPCInferenceServiceGrpc;
import io.alambic.inference.ModelInferRequest;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Asks the student at a steady rate, from its first answer on. Owns its connection and its thread. */
final class Caller implements AutoCloseable {

    private static final Duration BETWEEN_CALLS = Duration.ofMillis(20);
    private static final Duration BEFORE_THE_FIRST = Duration.ofMillis(500);
    private static final long DEADLINE_S = 60;

    private final ManagedChannel channel;
    private final Thread thread = new Thread(this::run, "caller");
    private final Map<Answer, AtomicLong> counts = new EnumMap<>(Answer.class);
    private final ModelInferRequest request = ModelInferRequest.newBuilder()
            .setModelName("student")
            .addInputs(ModelInferRequest.InferInputTensor.newBuilder()
                    .setName("image")
                    .setDatatype("FP32")
                    .addAllShape(List.of(1L, 1L, 8L, 8L)))
            .addRawInputContents(ByteString.copyFrom(new byte[64 * Float.BYTES]))
            .build();

    Caller(String host, int port) {
        for (Answer answer : Answer.values()) {
            counts.put(answer, new AtomicLong());
        }
        channel = ManagedChannelBuilder.forAddress(host, port).usePlaintext().build();
        thread.start();
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Answer answer = call();
                if (answer == Answer.ANSWERED
                        || (answered() > 0 && !Thread.currentThread().isInterrupted())) {
                    counts.get(answer).incrementAndGet();
                }
                Thread.sleep((answered() > 0 ? BETWEEN_CALLS : BEFORE_THE_FIRST).toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Answer call() {
        try {
            GRPCInferenceServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(DEADLINE_S, TimeUnit.SECONDS)
                    .modelInfer(request);
            return Answer.ANSWERED;
        } catch (StatusRuntimeException e) {
            return Answer.of(e.getStatus());
        }
    }

    /** Calls that were answered. */
    long answered() {
        return count(Answer.ANSWERED);
    }

    /** Calls that came to this; other than answered ones count once one has been answered. */
    long count(Answer answer) {
        return counts.get(answer).get();
    }

    /** Calls that were not answered after one had been. */
    long unanswered() {
        return count(Answer.REFUSED) + count(Answer.BROKEN_OFF) + count(Answer.FAILED);
    }

    @Override
    public void close() {
        thread.interrupt();
        channel.shutdownNow();
    }
}
