package io.alambic.student.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.model.FailureReason;
import io.alambic.core.model.Signature;
import io.alambic.core.task.Task;
import io.alambic.inference.ModelInferResponse;
import io.alambic.student.protocol.AnswerSignature;
import io.alambic.student.protocol.CheckedRequest;
import io.alambic.student.protocol.InferenceResponses;
import io.alambic.student.protocol.Refused;
import io.alambic.student.registry.PassTimes;
import io.alambic.student.registry.ServedModel;
import io.alambic.student.registry.ServedModels;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a batch of calls with one forward pass of one snapshot. If the pass fails, each call is computed alone, so
 * that one faulty call does not fail the others. Thread safe; each thread has its own workspace.
 */
final class Inference {

    private static final Logger LOG = LoggerFactory.getLogger(Inference.class);

    private final String model;
    private final Task task;
    private final Signature signature;
    private final ServedModels models;
    private final InferenceResponses responses;
    private final Supplier<NDManager> engine;
    private final LongSupplier nanoClock;
    private final InferenceListener listener;
    private final PassObserver observer;
    private final Set<Class<?>> traced = ConcurrentHashMap.newKeySet();
    private final ThreadLocal<Workspace> workspaces = ThreadLocal.withInitial(Workspace::new);

    /**
     * Creates an inference that uses the model that serves when a batch begins.
     *
     * @param engine manager of the arrays of a pass; requested once a snapshot serves
     * @param nanoClock monotonic time in nanoseconds
     */
    Inference(
            InferenceSettings settings,
            Signature signature,
            ServedModels models,
            Supplier<NDManager> engine,
            LongSupplier nanoClock,
            InferenceListener listener,
            PassObserver observer) {
        this.model = settings.model();
        this.task = settings.task();
        this.signature = signature;
        this.models = models;
        this.responses = new InferenceResponses(settings.labels());
        this.engine = engine;
        this.nanoClock = nanoClock;
        this.listener = listener;
        this.observer = observer;
    }

    /** Answers or refuses every call; all request the same version. */
    void answer(List<InferenceCall> batch) {
        List<InferenceCall> waiting = stillWaiting(batch);
        if (waiting.isEmpty()) {
            return;
        }
        String version = waiting.get(0).version();
        Optional<ServedModels.Lease> lease = models.lease(version, waiting.size());
        if (lease.isEmpty()) {
            StatusRuntimeException reason = Refused.notServed(model, version, models.versions());
            waiting.forEach(call -> call.refuse(reason));
            return;
        }
        try (ServedModels.Lease open = lease.get()) {
            compute(waiting, open.model());
        }
    }

    private List<InferenceCall> stillWaiting(List<InferenceCall> batch) {
        long now = nanoClock.getAsLong();
        List<InferenceCall> waiting = new ArrayList<>();
        for (InferenceCall call : batch) {
            call.gone(now).ifPresentOrElse(status -> call.refuse(status.asRuntimeException()), () -> waiting.add(call));
        }
        return waiting;
    }

    private void compute(List<InferenceCall> calls, ServedModel served) {
        List<ModelInferResponse> answers;
        try {
            answers = pass(calls, served);
        } catch (RuntimeException | Error e) {
            if (calls.size() > 1) {
                calls.forEach(call -> compute(List.of(call), served));
            } else {
                failed(calls.get(0), served, e);
            }
            return;
        }
        for (int i = 0; i < calls.size(); i++) {
            deliver(calls.get(i), answers.get(i));
        }
        observer.answered(requests(calls), served);
    }

    private void deliver(InferenceCall call, ModelInferResponse answer) {
        try {
            call.answer(answer);
        } catch (RuntimeException e) {
            LOG.warn("model={} A response could not be delivered", model, e);
        }
    }

    private List<ModelInferResponse> pass(List<InferenceCall> calls, ServedModel served) {
        List<CheckedRequest> requests = requests(calls);
        int samples = requests.stream().mapToInt(CheckedRequest::samples).sum();
        long start = nanoClock.getAsLong();
        try (NDManager scope = engine.get().newSubManager()) {
            Map<String, NDArray> inputs = inputs(requests, samples, scope);
            long filled = nanoClock.getAsLong();
            Map<String, NDArray> outputs =
                    AnswerSignature.complete(served.network().forward(inputs), requests, task);
            long passed = nanoClock.getAsLong();
            List<ModelInferResponse> answers = responses.responses(requests, served, outputs);
            long end = nanoClock.getAsLong();
            long[] queued = calls.stream().mapToLong(InferenceCall::queuedNanos).toArray();
            served.statistics().passed(queued, samples, new PassTimes(start, filled, passed, end));
            listener.passed(calls.size(), samples);
            return answers;
        }
    }

    private static List<CheckedRequest> requests(List<InferenceCall> calls) {
        return calls.stream().map(InferenceCall::request).toList();
    }

    private Map<String, NDArray> inputs(List<CheckedRequest> requests, int samples, NDManager scope) {
        return workspaces.get().fill(signature, requests, samples, scope);
    }

    /** The first failure of a kind is logged with its stack trace, for a client may repeat it with each request. */
    private void failed(InferenceCall call, ServedModel served, Throwable reason) {
        String why = reason.getMessage() == null ? reason.toString() : FailureReason.of(reason);
        if (traced.add(reason.getClass())) {
            LOG.error("model={} version={} Inference failed", model, served.version(), reason);
        } else {
            LOG.error("model={} version={} Inference failed: {}", model, served.version(), why);
        }
        served.statistics().failed(nanoClock.getAsLong() - call.queuedNanos());
        call.refuse(Status.INTERNAL.withDescription("inference failed: " + why).asRuntimeException());
    }
}
