package io.alambic.chaos.hostile;

import io.alambic.chaos.cluster.BlackImages;
import io.alambic.cli.serving.Percentiles;
import io.alambic.inference.GRPCInferenceServiceGrpc;
import io.alambic.inference.ModelInferRequest;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A client that asks twenty times a second, one sample at a time, and waits for each answer. Used by one thread. */
public final class HonestCaller implements AutoCloseable {

    private static final Duration INTERVAL = Duration.ofMillis(50);
    private static final long DEADLINE_S = 10;
    private static final double NANOS_PER_MILLI = 1e6;

    private final ManagedChannel channel;
    private final ModelInferRequest request = BlackImages.of(1).build();

    /**
     * Outcome of the calls of some time.
     *
     * @param answered answered calls
     * @param failed calls that failed, by status
     * @param p50Millis median time of an answered call
     * @param p99Millis time that one of a hundred answered calls exceeds
     */
    public record Calls(int answered, Map<String, Integer> failed, double p50Millis, double p99Millis) {

        /** Returns the number of failed calls. */
        public int failures() {
            return failed.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    /** Creates a client with one connection. */
    public HonestCaller(String host, int port) {
        channel = ManagedChannelBuilder.forAddress(host, port).usePlaintext().build();
    }

    /** Returns whether the student answers. */
    public boolean isAnswered() {
        try {
            ask();
            return true;
        } catch (StatusRuntimeException e) {
            return false;
        }
    }

    private void ask() {
        GRPCInferenceServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(DEADLINE_S, TimeUnit.SECONDS)
                .modelInfer(request);
    }

    /** Asks for a time. */
    public Calls ask(Duration time) throws InterruptedException {
        Percentiles millis = new Percentiles();
        Map<String, Integer> failed = new TreeMap<>();
        long start = System.nanoTime();
        for (long due = start; due - start < time.toNanos(); due += INTERVAL.toNanos()) {
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
            long began = System.nanoTime();
            try {
                ask();
                millis.add((System.nanoTime() - began) / NANOS_PER_MILLI);
            } catch (StatusRuntimeException e) {
                failed.merge(e.getStatus().getCode() + " " + e.getStatus().getDescription(), 1, Integer::sum);
            }
        }
        return new Calls(
                millis.size(),
                failed,
                millis.at(0.5).orElse(Double.NaN),
                millis.at(0.99).orElse(Double.NaN));
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
