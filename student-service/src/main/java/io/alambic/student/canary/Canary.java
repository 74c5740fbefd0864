package io.alambic.student.canary;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.model.Signature;
import io.alambic.core.task.Task;
import io.alambic.core.train.YieldPolicy;
import io.alambic.student.inference.PassObserver;
import io.alambic.student.inference.Workspace;
import io.alambic.student.protocol.CheckedRequest;
import io.alambic.student.registry.CandidateTrials;
import io.alambic.student.registry.ServedModel;
import io.alambic.student.registry.ServedModels;
import io.alambic.student.registry.TrialFigures;
import io.alambic.student.threads.StopDeadline;
import io.alambic.student.threads.ThreadSupervisor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries candidates on requests. The candidate answers a share of the calls (canary) and also computes a share of the
 * other calls without answering them (shadow). Its answers are compared with those of the served weights:
 * the candidate is promoted if they agree often enough, and withdrawn otherwise.
 *
 * <p>A separate thread, which yields to inference, computes the comparisons after the responses have been delivered.
 * At most one pass waits for it; further passes are counted but not compared. There are no trials while a version is
 * pinned or before the first promotion. Thread safe.
 */
public final class Canary implements CandidateTrials, PassObserver {

    private static final Logger LOG = LoggerFactory.getLogger(Canary.class);
    private static final long POLL_MS = 50;

    /** Answered requests whose predictions are to be compared. */
    private record Pass(Trial trial, List<CheckedRequest> requests, int samples) {}

    private final CanarySettings settings;
    private final Task.Alikeness alikeness;
    private final Signature signature;
    private final ServedModels models;
    private final Supplier<NDManager> engine;
    private final YieldPolicy yieldPolicy;
    private final LongSupplier nanoClock;
    private final CanaryListener listener;
    private final Share canaries;
    private final Share shadows;
    private final BlockingQueue<Pass> waiting = new ArrayBlockingQueue<>(1);
    private final Workspace workspace = new Workspace();
    private final Thread thread;
    private volatile Trial trial;
    private volatile boolean stopping;

    /**
     * Creates a canary that tries nothing before {@link #start}.
     *
     * @param alikeness says which answers are alike
     * @param signature inputs and outputs of the network
     * @param engine manager of the arrays of a pass; requested once a snapshot serves
     * @param nanoClock monotonic time in nanoseconds
     */
    public Canary(
            CanarySettings settings,
            Task.Alikeness alikeness,
            Signature signature,
            ServedModels models,
            Supplier<NDManager> engine,
            YieldPolicy yieldPolicy,
            LongSupplier nanoClock,
            CanaryListener listener,
            ThreadSupervisor supervisor) {
        this.settings = settings;
        this.alikeness = alikeness;
        this.signature = signature;
        this.models = models;
        this.engine = engine;
        this.yieldPolicy = yieldPolicy;
        this.nanoClock = nanoClock;
        this.listener = listener;
        this.canaries = new Share(settings.share());
        this.shadows = new Share(settings.shadowShare());
        this.thread = supervisor.restarting("canary", this::run);
    }

    /** Begins to try the candidates that are offered. */
    public void start() {
        thread.setDaemon(true);
        thread.start();
        models.tryCandidates(this);
    }

    @Override
    public synchronized boolean begin(ServedModel candidate) {
        if (stopping || trial != null || !models.isReady() || models.isPinned()) {
            return false;
        }
        trial = new Trial(candidate, settings, nanoClock.getAsLong());
        listener.began(candidate.version());
        return true;
    }

    @Override
    public Optional<TrialFigures> figures() {
        return Optional.ofNullable(trial).map(Trial::figures);
    }

    @Override
    public Optional<ServedModels.Lease> lease(int calls) {
        Trial now = trial;
        if (now == null
                || models.isPinned()
                || !canaries.takes(calls)
                || !now.candidate().acquire()) {
            return Optional.empty();
        }
        listener.answered(calls);
        return Optional.of(new ServedModels.Lease(now.candidate()));
    }

    @Override
    public void answered(List<CheckedRequest> requests, ServedModel by) {
        Trial now = trial;
        if (now == null || !isCompared(by, now, requests.size())) {
            return;
        }
        int samples = requests.stream().mapToInt(CheckedRequest::samples).sum();
        if (!waiting.offer(new Pass(now, requests, samples))) {
            listener.dropped(samples);
        }
    }

    private boolean isCompared(ServedModel by, Trial now, int calls) {
        if (by == now.candidate()) {
            return true;
        }
        boolean isCurrent = models.peek().filter(current -> current == by).isPresent();
        return isCurrent && shadows.takes(calls);
    }

    private void run() throws InterruptedException {
        while (!stopping) {
            Pass pass = waiting.poll(POLL_MS, TimeUnit.MILLISECONDS);
            if (pass != null) {
                yieldPolicy.yieldToInference();
                compare(pass);
            }
            decide();
        }
    }

    private void compare(Pass pass) {
        ServedModel candidate = pass.trial().candidate();
        if (pass.trial() != trial) {
            return;
        }
        Optional<ServedModels.Lease> lease = models.lease();
        if (lease.isEmpty()) {
            return;
        }
        try (ServedModels.Lease served = lease.get();
                NDManager scope = engine.get().newSubManager()) {
            Map<String, NDArray> inputs = workspace.fill(signature, pass.requests(), pass.samples(), scope);
            NDArray expected = served.model().network().forward(inputs).get(Signature.LOGITS);
            NDArray logits = candidate.network().forward(inputs).get(Signature.LOGITS);
            AnswerComparison comparison =
                    AnswerComparison.of(alikeness, expected, logits, signature.counted(Signature.LOGITS, inputs));
            pass.trial().compared(comparison.samples(), comparison.same(), comparison.areFinite());
            listener.compared(comparison.samples(), comparison.same());
        } catch (RuntimeException e) {
            LOG.warn("version={} A comparison failed", candidate.version(), e);
        }
    }

    private void decide() {
        Trial now = trial;
        if (now != null && models.isPinned()) {
            end(now.candidate(), new Trial.Outcome(true, "a version was pinned meanwhile"));
        } else if (now != null) {
            now.outcome(nanoClock.getAsLong()).ifPresent(outcome -> end(now.candidate(), outcome));
        }
    }

    private void end(ServedModel candidate, Trial.Outcome outcome) {
        if (outcome.promoted()) {
            models.serve(candidate);
            LOG.debug("version={} Promoted after its trial: {}", candidate.version(), outcome.reason());
        } else {
            models.withdraw(candidate);
            LOG.warn("version={} Withdrawn after its trial: {}", candidate.version(), outcome.reason());
        }
        trial = null;
        listener.ended(candidate.version(), outcome.promoted());
    }

    /** Ends a running trial without a decision; the served weights keep serving. */
    public void stop(StopDeadline deadline) throws InterruptedException {
        stopping = true;
        deadline.join(thread);
        synchronized (this) {
            if (trial != null && !thread.isAlive()) {
                trial.candidate().release();
                trial = null;
            }
        }
    }
}
