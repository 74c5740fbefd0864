package io.alambic.tools.report;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.alambic.core.evaluate.EvaluationSamples;
import io.alambic.tools.ComparedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Measures two models that answer in turns, so that other load on the machine affects both alike. A call is one forward pass
 * including the reading of its logits, without the making of its input.
 *
 * @param samples samples of one batch
 * @param nanos duration of the measurement
 * @param clock monotonic time in nanoseconds
 */
record TimedCalls(int samples, long nanos, LongSupplier clock) {

    private static final int WARM_UP = 5;
    private static final int FEWEST = 10;
    private static final long SEED = 7;

    /**
     * The calls of one model.
     *
     * @param sorted nanoseconds of each call, the shortest first
     * @param samples samples of each call
     */
    record Calls(List<Long> sorted, int samples) {

        /** Returns the given quantile of the calls' times in milliseconds. */
        double millis(double share) {
            int rank = Math.max(1, (int) Math.ceil(share * sorted.size()));
            return sorted.get(rank - 1) / 1e6;
        }

        /** Returns the samples per second of the median call. */
        double perSecond() {
            return samples / millis(0.5) * 1e3;
        }
    }

    /** Runs both, and returns the calls of the first and of the second. */
    List<Calls> run(ComparedModel first, ComparedModel second, NDManager manager) {
        List<ComparedModel> subjects = List.of(first, second);
        List<List<Long>> times = List.of(new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < WARM_UP; i++) {
            subjects.forEach(subject -> call(subject, manager));
        }
        long end = clock.getAsLong() + nanos;
        for (int round = 0; round < FEWEST || clock.getAsLong() < end; round++) {
            for (int turn = 0; turn < 2; turn++) {
                int who = (round + turn) % 2;
                times.get(who).add(call(subjects.get(who), manager));
            }
        }
        return times.stream()
                .map(all -> new Calls(all.stream().sorted().toList(), samples))
                .toList();
    }

    private long call(ComparedModel subject, NDManager manager) {
        try (NDManager scope = manager.newSubManager()) {
            Map<String, NDArray> inputs = EvaluationSamples.random(
                            subject.network().signature().inputs(), samples, SEED)
                    .batch(0, samples, scope);
            long start = clock.getAsLong();
            subject.network()
                    .forward(inputs)
                    .get(subject.logits())
                    .toType(DataType.FLOAT32, false)
                    .toFloatArray();
            return clock.getAsLong() - start;
        }
    }
}
