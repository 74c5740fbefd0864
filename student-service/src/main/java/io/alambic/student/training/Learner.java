package io.alambic.student.training;

import ai.djl.ndarray.NDManager;
import io.alambic.core.checkpoint.Checkpoint;
import io.alambic.core.checkpoint.Lineage;
import io.alambic.core.cost.TermName;
import io.alambic.core.cost.TrainingBatch;
import io.alambic.core.evaluate.HoldoutWindow;
import io.alambic.core.explain.HeldOutLayers;
import io.alambic.core.figures.HoldoutFigures;
import io.alambic.core.hyperparameters.Hyperparameters;
import io.alambic.core.search.CandidateHistory;
import io.alambic.core.search.Population;
import io.alambic.core.search.PopulationState;
import io.alambic.core.train.FailedStepException;
import io.alambic.core.train.NonFiniteCostException;
import io.alambic.core.train.SmallestBatch;
import io.alambic.core.train.StepReport;
import io.alambic.core.train.YieldPolicy;
import io.alambic.student.batch.BatchSlot;
import io.alambic.student.batch.LineageDelta;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the candidates and their lineage, which change only together: by a batch, or by going back to the last good
 * checkpoint. Used by the trainer's thread.
 */
final class Learner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Learner.class);

    /** Result of a batch. */
    enum Outcome {
        /** Every candidate took a step. */
        STEPPED,
        /** The batch has no training samples. */
        PASSED,
        /** The batch could not be learned from. */
        GIVEN_UP
    }

    private final TrainerSettings settings;
    private final NDManager engine;
    private final HoldoutWindow holdout;
    private final HeldOutLayers layers;
    private final Checkpoints checkpoints;
    private final LongSupplier nanoClock;
    private final TrainerListener listener;
    private Supplier<Hyperparameters> hyperparameters;
    private YieldPolicy yieldPolicy = YieldPolicy.NONE;
    private Population population;
    private volatile PopulationState announced;
    private volatile Map<TermName, Float> termGradientNorms = Map.of();
    private Progress progress;
    private int smallestBatch = 1;
    private int learnedSamples;
    private int unlearnable;
    private String unlearnableReason = "";
    private boolean hasLearned;
    private Optional<HoldoutFigures> figures = Optional.empty();

    /** Creates a learner without candidates; {@link #restore} must follow. */
    Learner(
            TrainerSettings settings,
            NDManager engine,
            HoldoutWindow holdout,
            HeldOutLayers layers,
            Checkpoints checkpoints,
            LongSupplier nanoClock,
            TrainerListener listener) {
        this.settings = settings;
        this.engine = engine;
        this.holdout = holdout;
        this.layers = layers;
        this.checkpoints = checkpoints;
        this.nanoClock = nanoClock;
        this.listener = listener;
        this.hyperparameters = settings.candidate()::hyperparameters;
    }

    /** Reads the hyperparameters from this source before each step; without it, the settings apply. */
    void follow(Supplier<Hyperparameters> running) {
        hyperparameters = running;
    }

    /**
     * Restores the newest checkpoint, or starts from the beginning.
     *
     * @return newest version recorded in the checkpoint, or 0
     */
    long restore() throws IOException, InterruptedException {
        smallestBatch = SmallestBatch.of(settings.candidate().architecture(), engine);
        try (NDManager scope = engine.newSubManager()) {
            Optional<Checkpoint> newest = checkpoints.newest(scope);
            population = population(newest);
            figures = newest.flatMap(Checkpoint::figures);
            newest.ifPresent(checkpoints::restoreHoldout);
            progress = new Progress(newest.map(Checkpoint::lineage).orElse(Lineage.EMPTY));
            return newest.map(Checkpoint::version).orElse(0L);
        }
    }

    private Population population(Optional<Checkpoint> checkpoint) {
        return checkpoint
                .map(good -> Population.restored(
                        settings.candidate(),
                        settings.search(),
                        engine,
                        good.state(),
                        good.populationState(),
                        good.lineage().step()))
                .orElseGet(() -> Population.fresh(settings.candidate(), settings.search(), engine));
    }

    /** Sets how to yield between the parts of a step; by default it does not yield. */
    void yieldToInference(YieldPolicy toOthers) {
        yieldPolicy = toOthers;
    }

    /** Learns from a batch; its slot is not used afterwards. */
    Outcome learn(BatchSlot slot) {
        LineageDelta batch = slot.lineage();
        slot.enter(holdout, layers);
        if (batch.trained() == 0) {
            progress.passed(batch);
            return Outcome.PASSED;
        }
        if (batch.trained() < smallestBatch) {
            progress.passed(batch);
            LOG.warn("samples={} smallest={} A batch is too small to train on", batch.trained(), smallestBatch);
            return Outcome.GIVEN_UP;
        }
        try (NDManager scope = engine.newSubManager()) {
            population.update(hyperparameters.get());
            learnedSamples = train(slot.toBatch(scope), scope);
        }
        if (learnedSamples < batch.trained()) {
            LOG.warn(
                    "step={} samples={} learned={} in_a_row={} A batch was not learned from, or not all of it: {}",
                    progress.step(),
                    batch.trained(),
                    learnedSamples,
                    unlearnable + 1,
                    unlearnableReason);
        }
        if (learnedSamples == 0) {
            progress.passed(batch);
            unlearnable++;
            return Outcome.GIVEN_UP;
        }
        unlearnable = 0;
        hasLearned = true;
        figures = Optional.empty();
        progress.learned(population.step(), batch, learnedSamples);
        reseed();
        return Outcome.STEPPED;
    }

    /**
     * Takes a step on a batch. One that the engine cannot compute is split until the samples at fault are as alone as the
     * student can train on.
     *
     * @return number of samples that were learned from
     */
    private int train(TrainingBatch batch, NDManager scope) {
        long start = nanoClock.getAsLong();
        try {
            StepReport report = population.train(batch, scope, holdout, yieldPolicy);
            if (!report.termGradientNorms().isEmpty()) {
                termGradientNorms = report.termGradientNorms();
            }
            listener.stepped(report, nanoClock.getAsLong() - start);
            return batch.samples();
        } catch (FailedStepException e) {
            unlearnableReason = e.getMessage();
            if (e instanceof NonFiniteCostException || batch.samples() < 2 * smallestBatch) {
                return 0;
            }
            int middle = batch.samples() / 2;
            return train(batch.part(0, middle), scope) + train(batch.part(middle, batch.samples()), scope);
        }
    }

    /** Tells what became of the samples of the newest batch, which was learned from. */
    void tell(LineageDelta batch) {
        listener.learned(batch.withTrained(learnedSamples));
        if (learnedSamples < batch.trained()) {
            listener.gaveUp(batch.rest(batch.trained() - learnedSamples));
        }
    }

    private void reseed() {
        if (population.isReseedDue()) {
            population.reseedWorst(holdout).ifPresent(Learner::log);
        }
    }

    private static void log(CandidateHistory begun) {
        LOG.info(
                "candidate={} id={} parent={} step={} The worst candidate was re-seeded from the best",
                begun.number(),
                begun.id(),
                begun.parent(),
                begun.bornAt());
    }

    /** Returns whether too many consecutive batches could not be learned from. */
    boolean isInDoubt() {
        return unlearnable >= settings.failuresBeforeRollback();
    }

    /** Returns why the newest such batch could not be learned from. */
    String doubt() {
        return unlearnableReason;
    }

    /**
     * Discards the candidates and restores the newest checkpoint whose weights were promoted, otherwise the newest
     * one, otherwise starts from the beginning. As long as nothing could be learned, the next failure is one too many.
     *
     * @return number of samples that the weights had learned from and lost
     * @throws IOException if the checkpoints cannot be read; nothing has changed
     */
    long rollBack() throws IOException, InterruptedException {
        unlearnable = hasLearned ? 0 : settings.failuresBeforeRollback() - 1;
        long givenUp = progress.lineage().givenUp();
        try (NDManager scope = engine.newSubManager()) {
            Optional<Checkpoint> promoted = checkpoints.newestPromoted(scope);
            Optional<Checkpoint> good = promoted.isPresent() ? promoted : checkpoints.newest(scope);
            Population next = population(good);
            next.succeeds(population);
            population.close();
            population = next;
            figures = good.flatMap(Checkpoint::figures);
            progress.rolledBack(good.map(Checkpoint::lineage).orElse(Lineage.EMPTY));
            return progress.lineage().givenUp() - givenUp;
        }
    }

    /** Records that exactly these weights were promoted. */
    void promoted(HoldoutFigures judged) {
        figures = Optional.of(judged);
    }

    /** Returns the figures of the promotion of exactly these weights; empty if they have changed since. */
    Optional<HoldoutFigures> figures() {
        return figures;
    }

    /** Returns the smallest batch that the student can train on, in samples; known once restored. */
    int smallestBatch() {
        return smallestBatch;
    }

    /** Reports changes of the population since the last report. */
    void announce() {
        PopulationState now = population.populationState();
        if (!now.equals(announced)) {
            announced = now;
            listener.population(now);
        }
    }

    /** Returns the population as it was last reported; empty before that. Any thread may call it. */
    Optional<PopulationState> populationState() {
        return Optional.ofNullable(announced);
    }

    /** Returns the norm of each term's gradient where it was measured last; empty before. Any thread may call it. */
    Map<TermName, Float> termGradientNorms() {
        return termGradientNorms;
    }

    Population population() {
        return population;
    }

    Progress progress() {
        return progress;
    }

    @Override
    public void close() {
        if (population != null) {
            population.close();
        }
    }
}
