package io.alambic.bench.pipeline;

import io.alambic.cli.UserError;
import io.alambic.inference.ModelInferResponse;
import io.alambic.inference.ModelStatistics;
import io.alambic.inference.ModelStatisticsRequest;
import io.alambic.topics.TopicNames;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A student that has learned enough to answer, and its clients. Closing ends both.
 *
 * @param service the process
 * @param crowd its clients
 */
record ServedStudent(Stage.Started service, Crowd crowd) implements AutoCloseable {

    private static final double CLOSE = 1e-3;
    private static final Map<String, String> ONE_THREAD = Map.of("alambic.student.grpc.threads", "1");

    /**
     * Starts one that computes answers on one thread, and waits until it answers.
     *
     * @param topics from which it learns
     */
    static ServedStudent start(Stage stage, TopicNames topics) throws InterruptedException {
        Map<String, String> changes = new HashMap<>(StudentPipeline.EVERY_CANDIDATE_SERVES);
        changes.putAll(ONE_THREAD);
        Stage.Started student = stage.student("student", topics, changes);
        stage.await("the student has weights", student.probe()::ready);
        return new ServedStudent(student, new Crowd(student.grpc()));
    }

    /** What it has computed so far. */
    Passes passes() {
        List<ModelStatistics> all = crowd.blocking()
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
    record Passes(long samples, long passes) {

        /** Mean size of the passes since. */
        double sizeSince(Passes before) {
            return (double) (samples - before.samples) / (passes - before.passes);
        }
    }

    /**
     * Compares the answers to the same sample, alone and among others.
     *
     * @throws UserError if they are not the same, up to rounding
     */
    void requireEqualAnswers(long seed) {
        FloatBuffer alone = logits(new Calls(false, 1), seed);
        for (Calls calls : Calls.ALL) {
            FloatBuffer among = logits(calls, seed);
            for (int i = 0; i < alone.remaining(); i++) {
                if (!(Math.abs(alone.get(i) - among.get(i)) < CLOSE)) {
                    throw new UserError("Logit %d of the same sample is %s alone, but %s as %s."
                            .formatted(i, alone.get(i), among.get(i), calls.words()));
                }
            }
        }
    }

    private FloatBuffer logits(Calls calls, long seed) {
        ModelInferResponse answer = crowd.blocking().modelInfer(calls.request(seed));
        FloatBuffer logits = answer.getRawOutputContents(0)
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        if (logits.remaining() * Float.BYTES != calls.answerBytes()) {
            throw new UserError("%s was answered with %d logits.".formatted(calls.words(), logits.remaining()));
        }
        return logits;
    }

    @Override
    public void close() {
        crowd.close();
        service.process().close();
    }
}
