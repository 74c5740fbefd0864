package io.alambic.student.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.checkpoint.Checkpoint;
import io.alambic.core.checkpoint.CheckpointStore;
import io.alambic.core.checkpoint.Lineage;
import io.alambic.core.evaluate.HoldoutWindow;
import io.alambic.core.figures.HoldoutFigures;
import io.alambic.core.search.Population;
import io.alambic.core.search.PopulationState;
import io.alambic.core.tensor.NamedArrays;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes and reads the trainer's checkpoints. Used by the trainer's thread, which writes the arrays aside; another makes the file durable while
 * training goes on.
 */
final class Checkpoints {

    private static final String HOLDOUT = "holdout/";
    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

    private final CheckpointStore store;
    private final String model;
    private final NDManager engine;
    private final HoldoutWindow holdout;
    private final LongSupplier nanoClock;
    private final Executor thread;
    private final TrainerListener listener;
    private Lineage saved;
    private FutureTask<Path> unfinished;
    private Lineage unfinishedLineage;
    private long startedAt;
    private int failures;
    private LongSupplier latestEventTimeMs = () -> Long.MAX_VALUE;

    /**
     * Creates the checkpoints of one student.
     *
     * @param model fingerprint of the architecture
     * @param holdout stored with a search, so that a restart does not change its evaluations
     * @param thread makes files durable
     */
    Checkpoints(
            CheckpointStore store,
            String model,
            NDManager engine,
            HoldoutWindow holdout,
            LongSupplier nanoClock,
            Executor thread,
            TrainerListener listener) {
        this.store = store;
        this.model = model;
        this.engine = engine;
        this.holdout = holdout;
        this.nanoClock = nanoClock;
        this.thread = thread;
        this.listener = listener;
    }

    /**
     * Reads the newest valid checkpoint.
     *
     * @param scope owns the arrays of its state
     */
    Optional<Checkpoint> newest(NDManager scope) throws IOException, InterruptedException {
        finish();
        Optional<Checkpoint> newest = store.newest(model, scope).map(this::healed);
        newest.ifPresent(checkpoint -> saved = checkpoint.lineage());
        return newest;
    }

    /**
     * Reads the newest valid checkpoint whose weights were promoted.
     *
     * @param scope owns the arrays of its state
     */
    Optional<Checkpoint> newestPromoted(NDManager scope) throws IOException, InterruptedException {
        finish();
        return store.newestPromoted(model, scope).map(this::healed);
    }

    /** Takes no event time of a checkpoint for later than this source says, milliseconds since the epoch. */
    void boundEventTimes(LongSupplier latestMs) {
        latestEventTimeMs = latestMs;
    }

    private Checkpoint healed(Checkpoint checkpoint) {
        Lineage lineage = checkpoint.lineage().withEventTimeUpTo(latestEventTimeMs.getAsLong());
        if (lineage.equals(checkpoint.lineage())) {
            return checkpoint;
        }
        LOG.warn(
                "step={} event_time_ms={} bounded_ms={} The checkpoint holds an event time in the future, which is set back",
                lineage.step(),
                checkpoint.lineage().newestEventTimeMs(),
                lineage.newestEventTimeMs());
        return checkpoint.with(lineage);
    }

    /** Restores the holdout window from a checkpoint. */
    void restoreHoldout(Checkpoint checkpoint) {
        holdout.restore(NamedArrays.part(checkpoint.state(), HOLDOUT));
    }

    /**
     * Begins to write a checkpoint; {@link #poll} or {@link #finish} ends it. Reports a failure; training goes on and tries again at the
     * next checkpoint.
     *
     * @param figures of the promotion of exactly these weights; empty if they were not promoted
     * @return bytes of its arrays
     */
    long save(Population population, Lineage lineage, long version, Optional<HoldoutFigures> figures)
            throws InterruptedException {
        finish();
        startedAt = nanoClock.getAsLong();
        try (NDManager scope = engine.newSubManager()) {
            Optional<PopulationState> populationState =
                    Optional.of(population.populationState()).filter(PopulationState::isSearch);
            Map<String, NDArray> state = population.state();
            if (populationState.isPresent()) {
                NamedArrays.put(state, HOLDOUT, holdout.state(scope));
            }
            CheckpointStore.Unfinished begun =
                    store.begin(new Checkpoint(model, version, lineage, state, populationState, figures));
            unfinishedLineage = lineage;
            unfinished = new FutureTask<>(begun::finish);
            thread.execute(unfinished);
            return NamedArrays.bytes(state);
        } catch (IOException e) {
            failed(lineage, e);
            return 0;
        }
    }

    /** Reports a checkpoint that has been written meanwhile. */
    void poll() throws InterruptedException {
        if (unfinished != null && unfinished.isDone()) {
            finish();
        }
    }

    /** Waits until the checkpoint that was begun is written. If its thread has not begun, the calling thread does the work. */
    void finish() throws InterruptedException {
        if (unfinished == null) {
            return;
        }
        unfinished.run();
        try {
            unfinished.get();
            written();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            failed(unfinishedLineage, (Exception) e.getCause());
        } finally {
            unfinished = null;
        }
    }

    private void written() {
        saved = unfinishedLineage;
        if (failures > 0) {
            LOG.info("step={} failures={} Checkpoints are written again", saved.step(), failures);
            failures = 0;
        }
        listener.checkpointed(nanoClock.getAsLong() - startedAt);
    }

    private void failed(Lineage lineage, Exception reason) {
        failures++;
        listener.checkpointFailed(String.valueOf(reason));
        LOG.error(
                "step={} in_a_row={} Checkpoint could not be written; training goes on, and a crash now would repeat"
                        + " more of it: {}",
                lineage.step(),
                failures,
                String.valueOf(reason));
    }

    /** Returns whether there is no checkpoint yet, and none is being written. */
    boolean isEmpty() {
        return saved == null && unfinished == null;
    }

    /** Returns whether the newest checkpoint, written or being written, has exactly this lineage. */
    boolean isSaved(Lineage lineage) {
        return lineage.equals(unfinished == null ? saved : unfinishedLineage);
    }
}
