package io.alambic.chaos.cluster;

import io.alambic.inference.GRPCInferenceServiceGrpc;
import io.alambic.inference.ModelInferRequest;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends inference calls at a steady rate and counts their outcomes, starting with the first answer. Owns its
 * connection and its thread.
 */
public final class SteadyCaller implements AutoCloseable {

    private static final Duration CALL_INTERVAL = Duration.ofMillis(20);
    private static final Duration CALL_INTERVAL_AT_FIRST = Duration.ofMillis(500);
    private static final long DEADLINE_S = 60;

    private final ManagedChannel channel;
    private final Thread thread = new Thread(this::run, "caller");
    private final Map<CallOutcome, AtomicLong> counts = new EnumMap<>(CallOutcome.class);
    private final ModelInferRequest request = BlackImages.of(1).build();

    /** Creates a caller, which begins at once. */
    public SteadyCaller(String host, int port) {
        for (CallOutcome outcome : CallOutcome.values()) {
            counts.put(outcome, new AtomicLong());
        }
        channel = ManagedChannelBuilder.forAddress(host, port).usePlaintext().build();
        thread.start();
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                CallOutcome outcome = call();
                if (outcome == CallOutcome.ANSWERED
                        || (answered() > 0 && !Thread.currentThread().isInterrupted())) {
                    counts.get(outcome).incrementAndGet();
                }
                Thread.sleep((answered() > 0 ? CALL_INTERVAL : CALL_INTERVAL_AT_FIRST).toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private CallOutcome call() {
        try {
            GRPCInferenceServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(DEADLINE_S, TimeUnit.SECONDS)
                    .modelInfer(request);
            return CallOutcome.ANSWERED;
        } catch (StatusRuntimeException e) {
            return CallOutcome.of(e.getStatus());
        }
    }

    /** Returns the number of answered calls. */
    public long answered() {
        return count(CallOutcome.ANSWERED);
    }

    /** Returns the number of calls with this outcome; failures are counted only after the first answer. */
    public long count(CallOutcome outcome) {
        return counts.get(outcome).get();
    }

    /** Returns the number of unanswered calls after the first answer. */
    public long unanswered() {
        return count(CallOutcome.REFUSED) + count(CallOutcome.BROKEN_OFF) + count(CallOutcome.FAILED);
    }

    @Override
    public void close() {
        thread.interrupt();
        channel.shutdownNow();
    }
}
