package io.alambic.student;

import io.alambic.core.bucket.ComputedPlaces;
import io.alambic.core.figures.HoldoutFigures;
import io.alambic.core.search.PopulationState;
import io.alambic.core.train.StepReport;
import io.alambic.student.admission.AdmissionListener;
import io.alambic.student.batch.LineageDelta;
import io.alambic.student.canary.CanaryListener;
import io.alambic.student.control.ControlListener;
import io.alambic.student.feedback.FeedbackListener;
import io.alambic.student.feedback.FeedbackSettings;
import io.alambic.student.feedback.Order;
import io.alambic.student.feedback.Pool;
import io.alambic.student.inference.InferenceListener;
import io.alambic.student.ingest.IngestListener;
import io.alambic.student.knowledge.Refusal;
import io.alambic.student.protocol.AnsweredRequest;
import io.alambic.student.training.Promotion;
import io.alambic.student.training.TrainerListener;
import io.alambic.student.training.Transfer;
import io.alambic.student.training.Upkeep;
import io.alambic.student.weights.FollowerListener;
import io.alambic.student.weights.PublicationListener;
import io.alambic.student.weights.WeightsRefusal;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Remembers everything that a student tells, and lets a test wait for it. Thread safe. */
public final class Recorder
        implements TrainerListener,
                IngestListener,
                InferenceListener,
                CanaryListener,
                ControlListener,
                PublicationListener,
                FollowerListener,
                FeedbackListener,
                AdmissionListener {

    /** Of a student that sends nothing back. */
    public static final FeedbackSettings NO_FEEDBACK =
            new FeedbackSettings("samples", 0, Set.of(), Order.ARRIVAL, 1, new Pool.Limits(1, 1), Optional.empty());

    private final List<Promotion> promotions = new ArrayList<>();
    private final List<Reason> closedConnections = new ArrayList<>();
    private final List<Status.Code> codes = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();
    private final List<LineageDelta> batches = new ArrayList<>();
    private final List<PopulationState> states = new ArrayList<>();
    private final List<String> refusedSettings = new ArrayList<>();
    private final List<Long> published = new ArrayList<>();
    private final List<String> publicationFailures = new ArrayList<>();
    private final List<WeightsRefusal> refusedWeights = new ArrayList<>();
    private int received;
    private final List<String> trials = new ArrayList<>();
    private int canaryCalls;
    private int compared;
    private int agreed;
    private int dropped;
    private HoldoutFigures figures;
    private long evaluationNanos;
    private Transfer tookOver = Transfer.NONE;
    private int checkpoints;
    private int checkpointFailures;
    private long trained;
    private long heldOut;
    private long givenUp;
    private long missed;
    private final List<StepReport> reports = new ArrayList<>();
    private final List<AnsweredRequest> answered = new ArrayList<>();
    private final List<Integer> passes = new ArrayList<>();
    private final Map<Fate, Integer> fates = new EnumMap<>(Fate.class);
    private int inflight;
    private final List<Refusal> refusedSamples = new ArrayList<>();
    private final List<Optional<String>> pauses = new ArrayList<>();
    private final List<String> narrowings = new ArrayList<>();
    private int eventTimesBounded;
    private boolean topicExists;
    private boolean topicMissing;

    /** Waits until what was told satisfies a condition. */
    public synchronized void await(String what, Predicate<Recorder> condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        try {
            while (!condition.test(this)) {
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    throw new AssertionError("waited in vain for " + what + ": " + this);
                }
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + what, e);
        }
    }

    @Override
    public synchronized void feedback(Fate fate, int samples) {
        fates.merge(fate, samples, Integer::sum);
        notifyAll();
    }

    /** Samples that met this fate after they were chosen for feedback. */
    public synchronized int fedBack(Fate fate) {
        return fates.getOrDefault(fate, 0);
    }

    public StudentListeners listeners() {
        return new StudentListeners(this, this, this, this, this, this, this, this);
    }

    @Override
    public synchronized void stepped(StepReport report, long nanos) {
        reports.add(report);
        notifyAll();
    }

    @Override
    public void augmented(int samples, int leftOut) {}

    @Override
    public void computed(ComputedPlaces places) {}

    @Override
    public synchronized void learned(LineageDelta batch) {
        batches.add(batch);
        trained += batch.trained();
        heldOut += batch.heldOut();
        notifyAll();
    }

    @Override
    public synchronized void gaveUp(LineageDelta batch) {
        batches.add(batch);
        givenUp += batch.trained();
        heldOut += batch.heldOut();
        notifyAll();
    }

    @Override
    public synchronized void evaluated(HoldoutFigures candidate, Transfer transfer, long nanos) {
        figures = candidate;
        tookOver = transfer;
        evaluationNanos = nanos;
    }

    /** Of the newest look at the holdout. */
    public synchronized Transfer transfer() {
        return tookOver;
    }

    /** Of the newest look at the holdout. */
    public synchronized long evaluationNanos() {
        return evaluationNanos;
    }

    @Override
    public synchronized void population(PopulationState populationState) {
        states.add(populationState);
        notifyAll();
    }

    @Override
    public synchronized void refused(String setting) {
        refusedSettings.add(setting);
        notifyAll();
    }

    @Override
    public synchronized void began(long version) {
        trials.add("began " + version);
        notifyAll();
    }

    @Override
    public synchronized void answered(int calls) {
        canaryCalls += calls;
        notifyAll();
    }

    @Override
    public synchronized void compared(int samples, int same) {
        compared += samples;
        agreed += same;
        notifyAll();
    }

    @Override
    public synchronized void dropped(int samples) {
        dropped += samples;
        notifyAll();
    }

    @Override
    public synchronized void ended(long version, boolean promoted) {
        trials.add((promoted ? "promoted " : "withdrew ") + version);
        notifyAll();
    }

    @Override
    public synchronized void published(long version, long bytes) {
        published.add(version);
        notifyAll();
    }

    @Override
    public synchronized void publicationFailed(String reason) {
        publicationFailures.add(reason);
        notifyAll();
    }

    @Override
    public synchronized void received(long millis) {
        received++;
        notifyAll();
    }

    @Override
    public synchronized void refused(WeightsRefusal reason) {
        refusedWeights.add(reason);
        notifyAll();
    }

    @Override
    public synchronized void judged(Promotion promotion) {
        promotions.add(promotion);
        notifyAll();
    }

    @Override
    public void kept(Upkeep kind, long nanos) {}

    @Override
    public synchronized void checkpointed(long nanos) {
        checkpoints++;
        notifyAll();
    }

    @Override
    public synchronized void checkpointFailed(String reason) {
        checkpointFailures++;
        notifyAll();
    }

    @Override
    public synchronized void deadLettered(Refusal refusal, int samples) {
        refusals.add(refusal);
        notifyAll();
    }

    @Override
    public synchronized void sampleDeadLettered(Refusal refusal) {
        refusedSamples.add(refusal);
        notifyAll();
    }

    public synchronized List<Refusal> refusedSamples() {
        return List.copyOf(refusedSamples);
    }

    @Override
    public synchronized void paused(Optional<String> reason) {
        pauses.add(reason);
        notifyAll();
    }

    /** Why reading paused, in order; empty where it went on. */
    public synchronized List<Optional<String>> pauses() {
        return List.copyOf(pauses);
    }

    @Override
    public synchronized void narrower(Optional<String> how) {
        how.ifPresent(narrowings::add);
    }

    /** How the stream was narrower than what served, at each evaluation where it was. */
    public synchronized List<String> narrowings() {
        return List.copyOf(narrowings);
    }

    @Override
    public synchronized void eventTimeBounded() {
        eventTimesBounded++;
        notifyAll();
    }

    public synchronized int eventTimesBounded() {
        return eventTimesBounded;
    }

    @Override
    public synchronized void missed(long offsets) {
        missed += offsets;
        notifyAll();
    }

    public synchronized long missed() {
        return missed;
    }

    @Override
    public void lag(long records) {}

    @Override
    public synchronized void topicExists(boolean exists) {
        topicExists = exists;
        topicMissing |= !exists;
        notifyAll();
    }

    @Override
    public synchronized void connectionRefused(Reason reason) {
        closedConnections.add(reason);
        notifyAll();
    }

    /** Why connections were closed, in order. */
    public synchronized List<Reason> closedConnections() {
        return List.copyOf(closedConnections);
    }

    @Override
    public synchronized void started() {
        inflight++;
        notifyAll();
    }

    @Override
    public synchronized void passed(int calls, int samples) {
        passes.add(calls);
        notifyAll();
    }

    @Override
    public synchronized void ended(Status.Code code, int samples, long nanos) {
        inflight--;
        codes.add(code);
        notifyAll();
    }

    public synchronized List<Promotion> promotions() {
        return List.copyOf(promotions);
    }

    public synchronized List<Status.Code> codes() {
        return List.copyOf(codes);
    }

    public synchronized List<Refusal> refusals() {
        return List.copyOf(refusals);
    }

    public synchronized List<LineageDelta> batches() {
        return List.copyOf(batches);
    }

    public synchronized List<PopulationState> states() {
        return List.copyOf(states);
    }

    public synchronized List<String> refusedSettings() {
        return List.copyOf(refusedSettings);
    }

    /** Beginnings and ends of trials on requests. */
    public synchronized List<String> trials() {
        return List.copyOf(trials);
    }

    public synchronized int canaryCalls() {
        return canaryCalls;
    }

    public synchronized int compared() {
        return compared;
    }

    public synchronized int agreed() {
        return agreed;
    }

    public synchronized int droppedComparisons() {
        return dropped;
    }

    /** Versions on the weights topic, in order. */
    public synchronized List<Long> published() {
        return List.copyOf(published);
    }

    public synchronized List<String> publicationFailures() {
        return List.copyOf(publicationFailures);
    }

    public synchronized List<WeightsRefusal> refusedWeights() {
        return List.copyOf(refusedWeights);
    }

    /** How many times weights came that serve. */
    public synchronized int received() {
        return received;
    }

    public synchronized HoldoutFigures figures() {
        return figures;
    }

    public synchronized int checkpoints() {
        return checkpoints;
    }

    public synchronized int checkpointFailures() {
        return checkpointFailures;
    }

    public synchronized long trained() {
        return trained;
    }

    public synchronized long heldOut() {
        return heldOut;
    }

    public synchronized long givenUp() {
        return givenUp;
    }

    public synchronized long steps() {
        return reports.size();
    }

    public synchronized List<StepReport> reports() {
        return List.copyOf(reports);
    }

    @Override
    public synchronized void answered(AnsweredRequest request) {
        answered.add(request);
        notifyAll();
    }

    /** What was answered, in that order. */
    public synchronized List<AnsweredRequest> answeredRequests() {
        return List.copyOf(answered);
    }

    /** How many calls each pass answered. */
    public synchronized List<Integer> passes() {
        return List.copyOf(passes);
    }

    public synchronized int inflight() {
        return inflight;
    }

    public synchronized boolean isTopicFound() {
        return topicExists;
    }

    public synchronized boolean wasTopicMissing() {
        return topicMissing;
    }

    @Override
    public synchronized String toString() {
        return "steps=%d trained=%d heldOut=%d promotions=%s checkpoints=%d refusals=%s codes=%s inflight=%d"
                .formatted(reports.size(), trained, heldOut, promotions, checkpoints, refusals, codes, inflight);
    }
}
