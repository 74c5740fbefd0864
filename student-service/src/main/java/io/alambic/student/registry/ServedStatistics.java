package io.alambic.student.registry;

import io.alambic.inference.InferBatchStatistics;
import io.alambic.inference.InferStatistics;
import io.alambic.inference.ModelStatistics;
import io.alambic.inference.StatisticDuration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Counts and times the answers of one snapshot since its promotion. Thread safe. */
public final class ServedStatistics {

    /** Count and sum of durations. */
    private static final class Sum {

        private long count;
        private long nanos;

        void add(long times, long each) {
            count += times;
            nanos += times * each;
        }

        StatisticDuration toProto() {
            return StatisticDuration.newBuilder()
                    .setCount(count)
                    .setNs(Math.max(0, nanos))
                    .build();
        }
    }

    private static final class Sums {

        private final Sum input = new Sum();
        private final Sum infer = new Sum();
        private final Sum output = new Sum();

        void add(long times, PassTimes pass) {
            input.add(times, pass.input());
            infer.add(times, pass.infer());
            output.add(times, pass.output());
        }
    }

    private final Sum success = new Sum();
    private final Sum fail = new Sum();
    private final Sum queue = new Sum();
    private final Sums requests = new Sums();
    private final Map<Integer, Sums> batches = new TreeMap<>();
    private long samples;
    private long passes;
    private long lastNanos;

    /**
     * Records a pass that answered a batch of calls.
     *
     * @param queuedNanos when each of its calls began to wait, by the monotonic clock
     * @param batch samples of all calls
     */
    public synchronized void passed(long[] queuedNanos, int batch, PassTimes times) {
        samples += batch;
        passes++;
        lastNanos = times.end();
        for (long queued : queuedNanos) {
            success.add(1, times.end() - queued);
            queue.add(1, times.start() - queued);
        }
        requests.add(queuedNanos.length, times);
        batches.computeIfAbsent(batch, size -> new Sums()).add(1, times);
    }

    /** Records a call whose pass failed. */
    public synchronized void failed(long nanos) {
        fail.add(1, nanos);
    }

    /**
     * Returns the statistics as a message of the protocol.
     *
     * @param nowMs milliseconds since the epoch
     * @param nowNanos the same moment by the monotonic clock
     */
    public synchronized ModelStatistics toProto(String model, long version, long nowMs, long nowNanos) {
        long lastMs = passes == 0 ? 0 : nowMs - TimeUnit.NANOSECONDS.toMillis(nowNanos - lastNanos);
        ModelStatistics.Builder statistics = ModelStatistics.newBuilder()
                .setName(model)
                .setVersion(Long.toString(version))
                .setLastInference(lastMs)
                .setInferenceCount(samples)
                .setExecutionCount(passes)
                .setInferenceStats(InferStatistics.newBuilder()
                        .setSuccess(success.toProto())
                        .setFail(fail.toProto())
                        .setQueue(queue.toProto())
                        .setComputeInput(requests.input.toProto())
                        .setComputeInfer(requests.infer.toProto())
                        .setComputeOutput(requests.output.toProto())
                        .setCacheHit(StatisticDuration.getDefaultInstance())
                        .setCacheMiss(StatisticDuration.getDefaultInstance()));
        batches.forEach((size, sums) -> statistics.addBatchStats(InferBatchStatistics.newBuilder()
                .setBatchSize(size)
                .setComputeInput(sums.input.toProto())
                .setComputeInfer(sums.infer.toProto())
                .setComputeOutput(sums.output.toProto())));
        return statistics.build();
    }
}
