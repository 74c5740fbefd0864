package io.alambic.student.inference;

import ai.djl.ndarray.NDManager;
import io.alambic.core.model.InputRanges;
import io.alambic.core.model.Signature;
import io.alambic.student.admission.RequestMemory;
import io.alambic.student.protocol.AnswerSignature;
import io.alambic.student.protocol.InferenceRequests;
import io.alambic.student.protocol.ModelFacts;
import io.alambic.student.records.RecordQuestions;
import io.alambic.student.registry.ServedModels;
import io.alambic.student.threads.StopDeadline;
import io.alambic.student.threads.ThreadSupervisor;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The way of a request to its answer, whatever protocol carries it.
 *
 * <pre>
 *   InferenceApi ─▶ CallQueue ─▶ Workers ─▶ Inference ─▶ ResponseHandler
 *   checks          batches      threads    one pass
 * </pre>
 */
public final class InferencePipeline {

    private final CallQueue queue;
    private final Workers workers;
    private final ExecutorService decoder;
    private final ExecutorService schemas;
    private final InferenceApi api;

    /**
     * Creates a pipeline whose workers are not started.
     *
     * @param network what the student reads and writes
     * @param ranges the numbers that it can read
     * @param models what answers
     * @param engine the manager under which passes keep their arrays; asked once there is a snapshot
     * @param clock the time of day
     * @param nanoClock monotonic time in nanoseconds
     * @param listener told about each call
     * @param observer told about each pass
     * @param supervisor of the workers
     */
    public InferencePipeline(
            InferenceSettings settings,
            Signature network,
            InputRanges ranges,
            ServedModels models,
            Supplier<NDManager> engine,
            InstantSource clock,
            LongSupplier nanoClock,
            InferenceListener listener,
            PassObserver observer,
            ThreadSupervisor supervisor) {
        Signature signature = AnswerSignature.of(network, settings.task());
        Inference inference = new Inference(settings, signature, models, engine, nanoClock, listener, observer);
        queue = new CallQueue(settings.queue(), settings.batching(), nanoClock);
        workers = new Workers(settings.threads(), queue, inference::answer, supervisor);
        decoder = supervisor.yieldingExecutor("decoder");
        schemas = supervisor.yieldingExecutor("schemas");
        RequestMemory memory = new RequestMemory(settings.requestBytes());
        Optional<RecordIntake> records = settings.mapping()
                .map(mapping -> new RecordIntake(
                        new RecordQuestions(mapping, network.named(), settings.maxBatch(), clock),
                        memory,
                        decoder,
                        schemas));
        api = new InferenceApi(
                settings,
                models,
                new ModelFacts(settings.model(), signature, records.isPresent()),
                new InferenceRequests(signature, ranges, settings.maxBatch(), settings.answered(signature)),
                records,
                queue,
                clock,
                nanoClock,
                listener,
                memory,
                new RequestMemory(settings.clientBytes()),
                decoder);
    }

    /** Starts the workers. */
    public void start() {
        workers.start();
    }

    /** Returns the entry of the pipeline. */
    public InferenceApi api() {
        return api;
    }

    /**
     * Waits until no call waits or is computed, but not longer than given. Returns at once if the thread is
     * interrupted, and leaves it interrupted.
     */
    public void awaitQuiet(long atMostNanos) {
        queue.awaitQuiet(atMostNanos);
    }

    /** Refuses the calls that wait and lets the running pass of each worker end. */
    public void stop(StopDeadline deadline) throws InterruptedException {
        workers.stop(deadline);
        decoder.shutdown();
        schemas.shutdownNow();
    }
}
