package io.alambic.student.training;

import ai.djl.ndarray.NDManager;
import io.alambic.core.checkpoint.Checkpoint;
import io.alambic.core.checkpoint.CheckpointStore;
import io.alambic.core.checkpoint.Lineage;
import io.alambic.core.checkpoint.ReservedVersions;
import io.alambic.core.evaluate.HoldoutWindow;
import io.alambic.core.explain.HeldOutLayers;
import io.alambic.core.figures.HoldoutFigures;
import io.alambic.core.hyperparameters.Hyperparameters;
import io.alambic.core.search.PopulationState;
import io.alambic.core.train.Snapshots;
import io.alambic.core.train.YieldPolicy;
import io.alambic.student.batch.BatchSlot;
import io.alambic.student.batch.LineageDelta;
import io.alambic.student.batch.SlotRing;
import io.alambic.student.registry.ServedModels;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains, publishes and checkpoints the candidates, all on one thread. Only copies of their weights are evaluated, and
 * files made durable, on another thread meanwhile.
 *
 * <p>A checkpoint is taken only after whole records, and only of weights that were just promoted or that cannot be
 * evaluated yet. So its offsets match its weights exactly, and restored weights serve only if they had been promoted.
 */
public final class Trainer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);
    private static final long BATCH_WAIT_MS = 20;
    private static final long REST_OF_RECORD_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final NDManager engine;
    private final SlotRing ring;
    private final LifeCycle life;
    private final TrainerListener listener;
    private final LongSupplier nanoClock;
    private final Checkpoints checkpoints;
    private final ReservedVersions reservedVersions;
    private final Learner learner;
    private final CandidateEvaluator judge;
    private final Publisher publisher;
    private final StreamChanges changes;
    private final Cadence publishing;
    private final Cadence checkpointing;
    private final FailureCounter failures;
    private final boolean serveUntrained;

    private volatile boolean stopping;
    private volatile long stoppingSince;
    private volatile Map<String, Long> learnedOffsets = Map.of();
    private Versions versions;
    private boolean unpublished;
    private boolean checkpointWanted;

    /**
     * Creates a trainer; {@link #restore} and then {@link #run} must follow on one thread.
     *
     * @param beside runs the evaluations on the holdout, and makes checkpoints durable
     */
    public Trainer(
            TrainerSettings settings,
            NDManager engine,
            SlotRing ring,
            HoldoutWindow holdout,
            CheckpointStore store,
            ServedModels models,
            LifeCycle life,
            LongSupplier nanoClock,
            Executor beside,
            TrainerListener listener) {
        this.engine = engine;
        this.ring = ring;
        this.life = life;
        this.nanoClock = nanoClock;
        this.listener = listener;
        String model = settings.candidate().architecture().fingerprint();
        this.checkpoints = new Checkpoints(store, model, engine, holdout, nanoClock, beside, listener);
        this.reservedVersions = store.versions();
        HeldOutLayers layers = new HeldOutLayers();
        this.learner = new Learner(settings, engine, holdout, layers, checkpoints, nanoClock, listener);
        Snapshots snapshots = new Snapshots(
                settings.candidate().architecture(),
                engine,
                settings.search().population().size());
        this.judge = new CandidateEvaluator(engine, snapshots, holdout, layers, models, nanoClock, beside);
        this.publisher = new Publisher(settings, engine, snapshots, judge, models, listener);
        UpkeepLimits half = settings.upkeep().half();
        this.publishing = new Cadence(settings.publishInterval(), half, nanoClock);
        this.checkpointing = new Cadence(settings.checkpointInterval(), half, nanoClock);
        this.serveUntrained = settings.serveUntrained();
        this.failures = new FailureCounter(settings, nanoClock);
        this.changes = new StreamChanges(holdout, failures, listener);
    }

    /**
     * Restores the newest checkpoint, or starts from the beginning. The newest promoted weights serve at once; they may
     * be older than the restored ones.
     *
     * @return the lineage of the weights, whose offsets say where to continue
     */
    public Lineage restore() throws IOException, InterruptedException {
        versions = new Versions(learner.restore(), reservedVersions);
        Lineage lineage = learner.progress().lineage();
        learnedOffsets = lineage.offsets();
        if (lineage.step() > 0) {
            serveRestored();
            save();
            LOG.info(
                    "step={} trained={} version={} Restored from checkpoint",
                    lineage.step(),
                    lineage.trained(),
                    versions.newest());
        } else if (serveUntrained) {
            long version = publisher.serve(learner.population(), learner.progress(), versions, Optional.empty());
            LOG.info("version={} Untrained weights serve until others pass on the holdout", version);
        }
        learner.announce();
        life.restored();
        return lineage;
    }

    private void serveRestored() throws IOException, InterruptedException {
        if (learner.figures().isPresent()) {
            publisher.serve(learner.population(), learner.progress(), versions, learner.figures());
            return;
        }
        try (NDManager scope = engine.newSubManager()) {
            Optional<Checkpoint> promoted = checkpoints.newestPromoted(scope);
            promoted.ifPresent(older -> publisher.serve(older, versions));
            LOG.info(
                    "step={} The restored weights were not judged yet; serving begins with {}",
                    learner.progress().step(),
                    promoted.map(older -> "those of step " + older.lineage().step())
                            .orElse("the first that pass on the holdout"));
        }
    }

    /**
     * Reads term weights, temperature and learning rate from this source between two steps; without it, the settings
     * apply. Must be called before {@link #run}.
     */
    public void follow(Supplier<Hyperparameters> running) {
        learner.follow(running);
    }

    /** Takes no event time of a checkpoint for later than this source says. Must be called before {@link #restore}. */
    public void boundEventTimes(LongSupplier latestMs) {
        checkpoints.boundEventTimes(latestMs);
    }

    /** Sets how to yield before each part of a step. Must be called before {@link #run}. */
    public void yieldToInference(YieldPolicy toOthers) {
        learner.yieldToInference(toOthers);
    }

    /** Trains until stopped, then publishes and writes a checkpoint. */
    public void run() throws InterruptedException {
        while (!mayEnd()) {
            life.awaitNotPaused(BATCH_WAIT_MS);
            boolean finishing = stopping && !learner.progress().isAtBoundary();
            if (failures.isResting() && !finishing) {
                TimeUnit.MILLISECONDS.sleep(BATCH_WAIT_MS);
            } else if (life.state() != LifeCycle.State.PAUSED || finishing) {
                BatchSlot slot = ring.poll(BATCH_WAIT_MS);
                if (slot != null) {
                    learn(slot);
                }
            }
            if (unpublished && publishing.isDue()) {
                beginPublishing();
            }
            publish(judge.poll());
            checkpoints.poll();
            if (checkpointWanted || checkpointing.isDue()) {
                checkpoint();
            }
        }
        publishNow();
        versions.end();
        if (isGood()) {
            save();
        }
        checkpoints.finish();
    }

    private boolean mayEnd() {
        return stopping
                && (learner.progress().isAtBoundary() || nanoClock.getAsLong() - stoppingSince > REST_OF_RECORD_NANOS);
    }

    private void learn(BatchSlot slot) throws InterruptedException {
        LineageDelta batch = slot.lineage();
        Learner.Outcome outcome;
        try {
            outcome = learner.learn(slot);
        } finally {
            ring.release(slot);
        }
        learner.announce();
        if (batch.boundary()) {
            learnedOffsets = learner.progress().lineage().offsets();
        }
        switch (outcome) {
            case STEPPED -> {
                stepped();
                learner.tell(batch);
            }
            case PASSED -> listener.learned(batch);
            case GIVEN_UP -> {
                listener.gaveUp(batch);
                if (learner.isInDoubt()) {
                    rollBack("batches in a row could not be learned from: " + learner.doubt());
                }
            }
        }
    }

    private void stepped() {
        if (!unpublished && learner.progress().step() == 1) {
            publishing.restart();
        }
        unpublished = true;
    }

    private void rollBack(String reason) throws InterruptedException {
        judge.discard();
        long from = learner.progress().step();
        long givenUp;
        try {
            givenUp = learner.rollBack();
        } catch (IOException e) {
            LOG.error("step={} No checkpoint can be read to roll back to; training goes on: {}", from, e.toString());
            return;
        }
        unpublished = false;
        learner.announce();
        long to = learner.progress().step();
        Duration rest = failures.rolledBack();
        LOG.warn(
                "from_step={} to_step={} given_up={} in_a_row={} rest={} Rolled back to the last good checkpoint: {}",
                from,
                to,
                givenUp,
                failures.rollBacks(),
                rest,
                reason);
        listener.judged(new Promotion.RolledBack(from, to, reason, failures.rollBacks(), rest, givenUp));
    }

    private void beginPublishing() {
        publishing.restart();
        long start = nanoClock.getAsLong();
        unpublished = changes.isTeacherChanging() || !publisher.begin(learner.population(), learner.progress());
        long nanos = nanoClock.getAsLong() - start;
        publishing.took(nanos, 0);
        listener.kept(Upkeep.PUBLICATION, nanos);
    }

    /** Publishes exactly these weights and waits for their evaluation. */
    private void publishNow() throws InterruptedException {
        publish(judge.await());
        if (unpublished) {
            beginPublishing();
            publish(judge.await());
        }
    }

    private void publish(Optional<CandidateEvaluations> judgement) throws InterruptedException {
        if (judgement.isEmpty()) {
            return;
        }
        Optional<Promotion> outcome = publisher.publish(judgement.get(), learner.population(), versions);
        learner.announce();
        if (outcome.isEmpty()) {
            unpublished = true;
            return;
        }
        if (outcome.get() instanceof Promotion.Rejected rejected) {
            boolean tooMany = !changes.isNarrower() && failures.rejected();
            LOG.warn(
                    "step={} in_a_row={} Candidate rejected: {}",
                    rejected.step(),
                    failures.rejections(),
                    rejected.reason());
            if (tooMany) {
                rollBack(rejected.reason());
            }
        } else if (outcome.get() instanceof Promotion.Promoted promoted) {
            passed(promoted.step(), promoted.figures());
        } else if (outcome.get() instanceof Promotion.OnTrial tried) {
            passed(tried.step(), tried.figures());
        }
    }

    private void passed(long step, HoldoutFigures figures) {
        changes.promoted();
        failures.promoted();
        if (step == learner.progress().step()) {
            learner.promoted(figures);
        }
        checkpointWanted |= checkpoints.isEmpty();
    }

    private void checkpoint() throws InterruptedException {
        long start = nanoClock.getAsLong();
        if (isGood()) {
            publish(judge.await());
        }
        if (isGood()) {
            publishNow();
        }
        if (isGood()) {
            checkpointing.restart();
            checkpointWanted = false;
            long bytes = checkpoints.isSaved(learner.progress().lineage()) ? 0 : save();
            long nanos = nanoClock.getAsLong() - start;
            checkpointing.took(nanos, bytes);
            listener.kept(Upkeep.CHECKPOINT, nanos);
        }
    }

    private long save() throws InterruptedException {
        return checkpoints.save(
                learner.population(), learner.progress().lineage(), versions.reserved(), learner.figures());
    }

    private boolean isGood() {
        return learner.progress().isAtBoundary() && failures.rejections() == 0;
    }

    /** Returns the smallest batch that the student can train on, in samples; known after {@link #restore}. */
    public int smallestBatch() {
        return learner.smallestBatch();
    }

    /** Returns the next offset to learn by "topic-partition". Any thread may call it. */
    public Map<String, Long> learnedOffsets() {
        return learnedOffsets;
    }

    /** Returns what the newest weights took over from the teacher, as far as it is known. Any thread may call it. */
    public Transfer transfer() {
        return publisher.transfer().withTermGradientNorms(learner.termGradientNorms());
    }

    /** Returns the population; empty before {@link #restore}. Any thread may call it. */
    public Optional<PopulationState> populationState() {
        return learner.populationState();
    }

    /** Makes {@link #run} return at the end of the current record. Any thread may call it. */
    public void stop() {
        stoppingSince = nanoClock.getAsLong();
        stopping = true;
    }

    /** Frees the candidates. Must be called only after {@link #run} has returned. */
    @Override
    public void close() {
        learner.close();
    }
}
