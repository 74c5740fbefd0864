package io.alambic.student.training;

import ai.djl.ndarray.NDManager;
import io.alambic.core.checkpoint.Checkpoint;
import io.alambic.core.checkpoint.Lineage;
import io.alambic.core.evaluate.Verdict;
import io.alambic.core.figures.HoldoutFigures;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.search.Population;
import io.alambic.core.train.Candidate;
import io.alambic.core.train.Snapshots;
import io.alambic.student.registry.ServedFacts;
import io.alambic.student.registry.ServedModel;
import io.alambic.student.registry.ServedModels;
import java.util.Optional;

/**
 * Publishes weights from the trainer to serving: has copies of the candidates evaluated on the holdout and serves the
 * best copy if it passes. Used by the trainer's thread.
 */
final class Publisher {

    private final TrainerSettings settings;
    private final NDManager engine;
    private final Snapshots snapshots;
    private final CandidateEvaluator judge;
    private final ServedModels models;
    private final TrainerListener listener;
    private volatile Transfer transfer = Transfer.NONE;

    Publisher(
            TrainerSettings settings,
            NDManager engine,
            Snapshots snapshots,
            CandidateEvaluator judge,
            ServedModels models,
            TrainerListener listener) {
        this.settings = settings;
        this.engine = engine;
        this.snapshots = snapshots;
        this.judge = judge;
        this.models = models;
        this.listener = listener;
    }

    /**
     * Starts the evaluation of the current candidates.
     *
     * @return whether it started; not during another evaluation or a trial, and not without a holdout
     */
    boolean begin(Population population, Progress progress) {
        return models.trial().isEmpty() && judge.begin(population, progress.lineage());
    }

    /**
     * Serves the best of the evaluated candidates if it passes.
     *
     * @return empty if a candidate was replaced meanwhile, so that they cannot be compared
     */
    Optional<Promotion> publish(CandidateEvaluations judgement, Population population, Versions versions) {
        CandidateEvaluations.Candidates candidates = judgement.candidates();
        if (!candidates.ids().equals(population.ids())) {
            candidates.close();
            return Optional.empty();
        }
        int leader = population.compared(judgement.figures());
        HoldoutFigures figures = judgement.figures().get(leader);
        long step = candidates.lineage().step();
        transfer = transfer.evaluated(
                step,
                judgement.evaluations().get(leader).agreementByClass(),
                judgement.layers().get(leader));
        listener.evaluated(figures, transfer, judgement.nanos());
        Verdict verdict = settings.promotion().judge(figures, judgement.servedFigures());
        Promotion promotion;
        if (verdict instanceof Verdict.Reject reject) {
            candidates.close();
            promotion = new Promotion.Rejected(step, figures, reject.reason());
        } else {
            ServedModel next = served(candidates.take(leader), candidates.lineage(), versions, Optional.of(figures));
            long version = next.version();
            judge.promoted(version, judgement.evaluations().get(leader));
            promotion = models.offer(next)
                    ? new Promotion.Promoted(version, step, figures)
                    : new Promotion.OnTrial(version, step, figures);
            population.promoted();
        }
        listener.judged(promotion);
        return Optional.of(promotion);
    }

    /** Returns what the newest evaluation said about it. Any thread may call it. */
    Transfer transfer() {
        return transfer;
    }

    /**
     * Serves the leading candidate.
     *
     * @param figures its figures, from now or before a restart
     */
    long serve(Population population, Progress progress, Versions versions, Optional<HoldoutFigures> figures) {
        long version = serve(population.leader(), progress.lineage(), versions, figures);
        population.promoted();
        return version;
    }

    /** Serves the weights of a checkpoint that were promoted before the restart. */
    long serve(Checkpoint promoted, Versions versions) {
        Lineage lineage = promoted.lineage();
        try (Candidate restored = Candidate.restored(settings.candidate(), engine, promoted.state(), lineage.step())) {
            return serve(restored, lineage, versions, promoted.figures());
        }
    }

    private long serve(Candidate candidate, Lineage lineage, Versions versions, Optional<HoldoutFigures> figures) {
        ServedModel next = served(snapshots.copy(candidate.network().snapshot()), lineage, versions, figures);
        models.serve(next);
        return next.version();
    }

    private static ServedModel served(
            TrainableNetwork copy, Lineage lineage, Versions versions, Optional<HoldoutFigures> figures) {
        return new ServedModel(copy, new ServedFacts(versions.next(), lineage, figures));
    }
}
