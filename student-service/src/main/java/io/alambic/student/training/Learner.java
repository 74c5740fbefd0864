package io.alambic.student.training;

import ai.djl.ndarray.NDManager;
import io.alambic.core.checkpoint.Checkpoint;
import io.alambic.core.checkpoint.Lineage;
import io.alambic.core.train.Candidate;
import io.alambic.core.train.Dials;
import io.alambic.core.train.NonFiniteCostException;
import io.alambic.core.train.StepReport;
import io.alambic.student.batch.BatchSlot;
import io.alambic.student.batch.LineageDelta;
import java.io.IOException;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The candidate and its lineage, which only ever change together: by a batch, or back to the last good
 * checkpoint. Used by the trainer's thread.
 */
final class Learner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Learner.class);

    /** What became of a batch. */
    enum Outcome {
        /** The candidate took a step. */
        STEPPED,
        /** There was nothing to learn from it. */
        PASSED,
        /** It was one too many without a finite cost. */
        ROLLED_BACK
    }

    private final TrainerSettings settings;
    private final NDManager engine;
    private final Checkpoints checkpoints;
    private final LongSupplier nanoClock;
    private final TrainerListener listener;
    private Supplier<Dials> dials;
    private Candidate candidate;
    private Progress progress;
    private int unlearnable;

    /** A learner that knows nothing before {@link #restore}. */
    Learner(
            TrainerSettings settings,
            NDManager engine,
            Checkpoints checkpoints,
            LongSupplier nanoClock,
            TrainerListener listener) {
        this.settings = settings;
        this.engine = engine;
        this.checkpoints = checkpoints;
        this.nanoClock = nanoClock;
        this.listener = listener;
        this.dials = settings.candidate()::dials;
    }

    /** Takes the dials from here before each step; those of the settings until then. */
    void follow(Supplier<Dials> running) {
        dials = running;
    }

    /**
     * Takes up the newest checkpoint, or begins afresh.
     *
     * @return newest version that the checkpoint knows of, 0 where there is none
     */
    long restore() throws IOException {
        try (NDManager scope = engine.newSubManager()) {
            Optional<Checkpoint> newest = checkpoints.newest(scope);
            candidate = candidate(newest);
            progress = new Progress(newest.map(Checkpoint::lineage).orElse(Lineage.EMPTY));
            return newest.map(Checkpoint::version).orElse(0L);
        }
    }

    private Candidate candidate(Optional<Checkpoint> checkpoint) {
        return checkpoint
                .map(good -> Candidate.restored(
                        settings.candidate(),
                        engine,
                        good.state(),
                        good.lineage().step()))
                .orElseGet(() -> Candidate.fresh(settings.candidate(), engine));
    }

    /** Learns from a batch, whose slot is then no longer needed. */
    Outcome learn(BatchSlot slot) throws IOException {
        LineageDelta batch = slot.lineage();
        if (batch.trained() == 0) {
            progress.passed(batch);
            return Outcome.PASSED;
        }
        long start = nanoClock.getAsLong();
        try (NDManager scope = engine.newSubManager()) {
            candidate.turn(dials.get());
            StepReport report = candidate.train(slot.toBatch(scope));
            listener.stepped(report, nanoClock.getAsLong() - start);
            unlearnable = 0;
            progress.learned(candidate.step(), batch);
            return Outcome.STEPPED;
        } catch (NonFiniteCostException e) {
            progress.passed(batch);
            return unlearnable(e);
        }
    }

    private Outcome unlearnable(NonFiniteCostException e) throws IOException {
        unlearnable++;
        LOG.warn("step={} in_a_row={} A batch was not learned from: {}", progress.step(), unlearnable, e.getMessage());
        if (unlearnable < settings.failuresBeforeRollback()) {
            return Outcome.PASSED;
        }
        rollBack(e.getMessage());
        return Outcome.ROLLED_BACK;
    }

    /** Gives the candidate up and goes on from the last good checkpoint. */
    void rollBack(String reason) throws IOException {
        long from = progress.step();
        try (NDManager scope = engine.newSubManager()) {
            Optional<Checkpoint> good = checkpoints.newest(scope);
            Candidate next = candidate(good);
            candidate.close();
            candidate = next;
            progress.rolledBack(good.map(Checkpoint::lineage).orElse(Lineage.EMPTY));
        }
        unlearnable = 0;
        LOG.warn("from_step={} to_step={} Rolled back to the last good checkpoint: {}", from, progress.step(), reason);
        listener.judged(new Promotion.RolledBack(from, progress.step(), reason));
    }

    Candidate candidate() {
        return candidate;
    }

    Progress progress() {
        return progress;
    }

    @Override
    public void close() {
        if (candidate != null) {
            candidate.close();
        }
    }
}
