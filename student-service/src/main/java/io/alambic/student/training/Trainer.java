package io.alambic.student.training;

import ai.djl.ndarray.NDManager;
import io.alambic.core.checkpoint.CheckpointStore;
import io.alambic.core.checkpoint.Lineage;
import io.alambic.core.evaluate.HoldoutWindow;
import io.alambic.core.train.Dials;
import io.alambic.student.batch.BatchSlot;
import io.alambic.student.batch.LineageDelta;
import io.alambic.student.batch.SlotRing;
import io.alambic.student.serving.ServedModels;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns from batches, publishes and checkpoints: everything that touches the candidate, on one thread.
 *
 * <p>A checkpoint is taken only where the weights learned from whole records, and not while candidates
 * are being rejected: so the newest one is always good, and its offsets say exactly what it learned.
 */
public final class Trainer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);
    private static final long BATCH_WAIT_MS = 20;
    private static final long REST_OF_RECORD_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final TrainerSettings settings;
    private final SlotRing ring;
    private final LifeCycle life;
    private final TrainerListener listener;
    private final LongSupplier nanoClock;
    private final Checkpoints checkpoints;
    private final Learner learner;
    private final Publisher publisher;
    private final Interval publishInterval;
    private final Interval checkpointInterval;

    private Courtesy courtesy = () -> {};
    private volatile boolean stopping;
    private volatile long stoppingSince;
    private volatile Map<String, Long> learnedOffsets = Map.of();
    private Versions versions;
    private boolean unpublished;
    private boolean checkpointWanted;
    private int rejections;

    /** A trainer that {@link #restore} and then {@link #run} bring to life, on one thread. */
    public Trainer(
            TrainerSettings settings,
            NDManager engine,
            SlotRing ring,
            HoldoutWindow holdout,
            CheckpointStore store,
            ServedModels models,
            LifeCycle life,
            LongSupplier nanoClock,
            TrainerListener listener) {
        this.settings = settings;
        this.ring = ring;
        this.life = life;
        this.nanoClock = nanoClock;
        this.listener = listener;
        String model = settings.candidate().architecture().fingerprint();
        this.checkpoints = new Checkpoints(store, model, nanoClock, listener);
        this.learner = new Learner(settings, engine, checkpoints, nanoClock, listener);
        this.publisher = new Publisher(settings, engine, holdout, models, listener);
        this.publishInterval = new Interval(settings.publishInterval(), nanoClock);
        this.checkpointInterval = new Interval(settings.checkpointInterval(), nanoClock);
    }

    /**
     * Takes up the newest checkpoint, whose weights serve at once, or begins afresh.
     *
     * @return next offset to read of each partition, by "topic-partition"
     */
    public Map<String, Long> restore() throws IOException {
        versions = new Versions(learner.restore(), settings);
        Lineage lineage = learner.progress().lineage();
        learnedOffsets = lineage.offsets();
        if (lineage.step() > 0) {
            long version = publisher.serve(learner.candidate(), learner.progress(), versions);
            checkpoints.save(learner.candidate(), lineage, versions.reserved());
            LOG.info(
                    "step={} trained={} version={} Restored from checkpoint",
                    lineage.step(),
                    lineage.trained(),
                    version);
        }
        life.restored();
        return learnedOffsets;
    }

    /**
     * Takes weights, temperature and learning rate from here between two steps; those of the settings
     * until then. Before {@link #run}.
     */
    public void follow(Supplier<Dials> running) {
        learner.follow(running);
    }

    /** Lets others go first before each batch. Before {@link #run}. */
    public void giveWay(Courtesy toOthers) {
        courtesy = toOthers;
    }

    /** Trains until stopped, then publishes and checkpoints what was learned. */
    public void run() throws InterruptedException, IOException {
        while (!mayEnd()) {
            life.awaitNotPaused(BATCH_WAIT_MS);
            if (life.state() != LifeCycle.State.PAUSED || stopping) {
                BatchSlot slot = ring.poll(BATCH_WAIT_MS);
                if (slot != null) {
                    courtesy.giveWay();
                    learn(slot);
                }
            }
            if (unpublished && publishInterval.isOver()) {
                publish();
            }
            if (checkpointWanted || checkpointInterval.isOver()) {
                checkpoint();
            }
        }
        if (unpublished) {
            publish();
        }
        if (isGood()) {
            checkpoints.save(learner.candidate(), learner.progress().lineage(), versions.newest());
        }
    }

    private boolean mayEnd() {
        return stopping
                && (learner.progress().isAtBoundary() || nanoClock.getAsLong() - stoppingSince > REST_OF_RECORD_NANOS);
    }

    private void learn(BatchSlot slot) throws IOException {
        LineageDelta batch = slot.lineage();
        try {
            switch (learner.learn(slot)) {
                case STEPPED -> stepped();
                case ROLLED_BACK -> rolledBack();
                case PASSED -> {}
            }
        } finally {
            ring.release(slot);
        }
        if (batch.boundary()) {
            learnedOffsets = learner.progress().lineage().offsets();
        }
        listener.learned(batch);
    }

    private void stepped() {
        if (!unpublished && learner.progress().step() == 1) {
            publishInterval.restart();
        }
        unpublished = true;
    }

    private void rolledBack() {
        rejections = 0;
        unpublished = false;
    }

    private void publish() throws IOException {
        publishInterval.restart();
        Optional<Promotion> outcome = publisher.publish(learner.candidate(), learner.progress(), versions);
        if (outcome.isEmpty()) {
            return;
        }
        unpublished = false;
        if (outcome.get() instanceof Promotion.Rejected rejected) {
            rejections++;
            LOG.warn("step={} in_a_row={} Candidate rejected: {}", rejected.step(), rejections, rejected.reason());
            if (rejections >= settings.failuresBeforeRollback()) {
                learner.rollBack(rejected.reason());
                rolledBack();
            }
        } else {
            rejections = 0;
            checkpointWanted |= checkpoints.isEmpty();
        }
    }

    private void checkpoint() {
        if (isGood()) {
            checkpointInterval.restart();
            checkpointWanted = false;
            Lineage lineage = learner.progress().lineage();
            if (!checkpoints.isSaved(lineage)) {
                checkpoints.save(learner.candidate(), lineage, versions.reserved());
            }
        }
    }

    private boolean isGood() {
        return learner.progress().isAtBoundary() && rejections == 0;
    }

    /** How far the weights have learned: next offset by "topic-partition". Any thread. */
    public Map<String, Long> learnedOffsets() {
        return learnedOffsets;
    }

    /** Makes {@link #run} return at the end of the record that is being learned. Any thread. */
    public void stop() {
        stoppingSince = nanoClock.getAsLong();
        stopping = true;
    }

    /** Frees the candidate; only after {@link #run} returned. */
    @Override
    public void close() {
        learner.close();
    }
}
