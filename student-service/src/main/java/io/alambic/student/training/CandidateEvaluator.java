package io.alambic.student.training;

import ai.djl.ndarray.NDManager;
import io.alambic.core.checkpoint.Lineage;
import io.alambic.core.evaluate.HoldoutEvaluation;
import io.alambic.core.evaluate.HoldoutLook;
import io.alambic.core.evaluate.HoldoutWindow;
import io.alambic.core.explain.HeldOutLayers;
import io.alambic.core.explain.LayerSimilarity;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.search.Population;
import io.alambic.core.train.Snapshots;
import io.alambic.student.registry.ServedModel;
import io.alambic.student.registry.ServedModels;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.function.LongSupplier;

/**
 * Evaluates the candidates and the served weights on the holdout while training goes on. It uses copies of the weights
 * and the samples held out at its beginning. Used by the trainer's thread.
 */
final class CandidateEvaluator {

    private final NDManager engine;
    private final Snapshots snapshots;
    private final HoldoutWindow holdout;
    private final HeldOutLayers layers;
    private final ServedModels models;
    private final LongSupplier nanoClock;
    private final Executor thread;
    private FutureTask<CandidateEvaluations> task;
    private CandidateEvaluations.Known known = new CandidateEvaluations.Known(0, HoldoutEvaluation.NONE);

    /**
     * Creates an idle judge.
     *
     * @param thread runs the evaluations
     */
    CandidateEvaluator(
            NDManager engine,
            Snapshots snapshots,
            HoldoutWindow holdout,
            HeldOutLayers layers,
            ServedModels models,
            LongSupplier nanoClock,
            Executor thread) {
        this.engine = engine;
        this.snapshots = snapshots;
        this.holdout = holdout;
        this.layers = layers;
        this.models = models;
        this.nanoClock = nanoClock;
        this.thread = thread;
    }

    /** Starts to evaluate copies of the candidates, unless an evaluation runs or there is no holdout. */
    boolean begin(Population population, Lineage lineage) {
        if (task != null) {
            return false;
        }
        HoldoutLook look = holdout.look();
        if (look.isEmpty()) {
            look.close();
            return false;
        }
        CandidateEvaluations.Candidates candidates =
                new CandidateEvaluations.Candidates(population.ids(), population.copies(snapshots), lineage);
        CandidateEvaluations.Known before = known;
        task = new FutureTask<>(() -> judge(candidates, look, before));
        thread.execute(task);
        return true;
    }

    /** Returns a finished evaluation once, or empty. The caller owns the copies. */
    Optional<CandidateEvaluations> poll() throws InterruptedException {
        return task != null && task.isDone() ? await() : Optional.empty();
    }

    /** Waits for the evaluation and returns it. If its thread has not begun, the calling thread does the work. */
    Optional<CandidateEvaluations> await() throws InterruptedException {
        if (task == null) {
            return Optional.empty();
        }
        task.run();
        try {
            CandidateEvaluations judgement = task.get();
            judgement.served().ifPresent(served -> known = served);
            return Optional.of(judgement);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause();
        } finally {
            task = null;
        }
    }

    /** Discards the running evaluation, because the candidates are given up. */
    void discard() throws InterruptedException {
        await().map(CandidateEvaluations::candidates).ifPresent(CandidateEvaluations.Candidates::close);
    }

    /** Reports that these weights serve now: their known answers are reused. */
    void promoted(long version, HoldoutEvaluation evaluation) {
        known = new CandidateEvaluations.Known(version, evaluation);
    }

    private CandidateEvaluations judge(
            CandidateEvaluations.Candidates candidates, HoldoutLook look, CandidateEvaluations.Known before) {
        long start = nanoClock.getAsLong();
        try (look) {
            List<HoldoutEvaluation> evaluations = new ArrayList<>();
            List<List<LayerSimilarity>> similarities = new ArrayList<>();
            for (TrainableNetwork copy : candidates.copies()) {
                look.evaluate(copy, HoldoutEvaluation.NONE, engine).ifPresent(evaluations::add);
                similarities.add(layers.compare(copy, engine));
            }
            layers.next();
            Optional<CandidateEvaluations.Known> served = served(look, before);
            return new CandidateEvaluations(
                    candidates, evaluations, similarities, served, nanoClock.getAsLong() - start);
        }
    }

    private Optional<CandidateEvaluations.Known> served(HoldoutLook look, CandidateEvaluations.Known before) {
        Optional<ServedModels.Lease> newest = models.leaseNewest();
        if (newest.isEmpty()) {
            return Optional.empty();
        }
        try (ServedModels.Lease lease = newest.get()) {
            ServedModel model = lease.model();
            HoldoutEvaluation asked =
                    model.version() == before.version() ? before.evaluation() : HoldoutEvaluation.NONE;
            return look.evaluate(model.network(), asked, engine)
                    .map(evaluation -> new CandidateEvaluations.Known(model.version(), evaluation));
        }
    }
}
