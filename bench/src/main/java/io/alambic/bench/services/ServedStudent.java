package io.alambic.bench.services;

import ai.djl.ndarray.NDManager;
import io.alambic.bench.comparison.Quickstart;
import io.alambic.bench.load.AnswerLogits;
import io.alambic.bench.load.CallKind;
import io.alambic.bench.load.LoadGenerator;
import io.alambic.cli.UserError;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.inference.ModelStatistics;
import io.alambic.inference.ModelStatisticsRequest;
import io.alambic.kafka.TopicNames;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A student that serves, and its load generator. Closing ends both.
 *
 * @param service the process
 * @param load its clients
 */
public record ServedStudent(BenchCluster.Started service, LoadGenerator load) implements AutoCloseable {

    private static final int SEED = 7;
    private static final Map<String, String> ONE_THREAD_KNOWN_WEIGHTS = Map.of(
            "alambic.student.grpc.threads", "1",
            "alambic.student.seed", Integer.toString(SEED),
            "alambic.student.learning-rate", "1e-12");

    /**
     * Starts a student that computes answers on one thread and learns so slowly that its weights stay those of its
     * seed, and waits until it serves.
     */
    public static ServedStudent start(BenchCluster cluster, long seed) throws IOException, InterruptedException {
        return start(cluster, Backlog.answered(cluster, seed), ONE_THREAD_KNOWN_WEIGHTS);
    }

    /**
     * Starts a student and waits until it serves.
     *
     * @param changes settings other than the defaults
     */
    public static ServedStudent start(BenchCluster cluster, TopicNames topics, Map<String, String> changes)
            throws InterruptedException {
        Map<String, String> all = new HashMap<>(BenchCluster.EVERY_CANDIDATE_SERVES);
        all.putAll(changes);
        BenchCluster.Started student = cluster.student("student", topics, all);
        cluster.await("the student has weights", student.probe()::ready);
        return new ServedStudent(student, new LoadGenerator(student.grpc()));
    }

    /** Returns the samples that it has trained on so far. */
    public long trained() throws InterruptedException {
        return service.metrics().count(BenchCluster.STUDENT_SAMPLES, "fate", "trained");
    }

    /** Returns the passes that it has computed so far. */
    public Passes passes() {
        List<ModelStatistics> all = load.blocking()
                .modelStatistics(ModelStatisticsRequest.getDefaultInstance())
                .getModelStatsList();
        return new Passes(
                all.stream().mapToLong(ModelStatistics::getInferenceCount).sum(),
                all.stream().mapToLong(ModelStatistics::getExecutionCount).sum());
    }

    /**
     * Passes of a model.
     *
     * @param samples in all of them
     * @param passes their number
     */
    public record Passes(long samples, long passes) {

        /** Returns the mean size of the passes since an earlier moment. */
        public double sizeSince(Passes before) {
            return (double) (samples - before.samples) / (passes - before.passes);
        }
    }

    /**
     * Requires equal answers to the same sample, alone and in larger requests.
     *
     * @throws UserError if they are not the same, up to rounding
     */
    public void requireEqualAnswers(long seed) {
        AnswerLogits alone = AnswerLogits.of("a request of one sample", load, new CallKind(false, 1), seed);
        for (CallKind calls : CallKind.ALL) {
            alone.requireSame(AnswerLogits.of(calls.words(), load, calls, seed));
        }
    }

    /** Returns the weights that it serves, where it was started without changes. */
    public TrainableNetwork weights(NDManager manager) {
        return Quickstart.STUDENT.newNetwork(manager, SEED);
    }

    @Override
    public void close() {
        load.close();
        service.process().close();
    }
}
