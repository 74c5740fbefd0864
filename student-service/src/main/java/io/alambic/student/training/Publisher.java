package io.alambic.student.training;

import ai.djl.ndarray.NDManager;
import io.alambic.core.checkpoint.Checkpoint;
import io.alambic.core.checkpoint.Lineage;
import io.alambic.core.evaluate.HoldoutEvaluation;
import io.alambic.core.evaluate.HoldoutFigures;
import io.alambic.core.evaluate.HoldoutWindow;
import io.alambic.core.evaluate.Verdict;
import io.alambic.core.model.Network;
import io.alambic.core.search.Population;
import io.alambic.core.train.Candidate;
import io.alambic.student.serving.ServedFacts;
import io.alambic.student.serving.ServedModel;
import io.alambic.student.serving.ServedModels;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * From trainer to serving: judges the best of the candidates on the holdout and, where it passes, serves a
 * copy of its weights. Used by the trainer's thread.
 */
final class Publisher {

    private final TrainerSettings settings;
    private final NDManager engine;
    private final HoldoutWindow holdout;
    private final ServedModels models;
    private final LongSupplier nanoClock;
    private final TrainerListener listener;
    private Known offered = new Known(0, HoldoutEvaluation.NONE);

    /** How the weights of a version did, most often those that were offered last and serve now. */
    private record Known(long version, HoldoutEvaluation evaluation) {

        HoldoutEvaluation about(ServedModel model) {
            return model.version() == version ? evaluation : HoldoutEvaluation.NONE;
        }
    }

    Publisher(
            TrainerSettings settings,
            NDManager engine,
            HoldoutWindow holdout,
            ServedModels models,
            LongSupplier nanoClock,
            TrainerListener listener) {
        this.settings = settings;
        this.engine = engine;
        this.holdout = holdout;
        this.models = models;
        this.nanoClock = nanoClock;
        this.listener = listener;
    }

    /** Offers the best candidate; empty while there is no holdout to judge it by, or another is on trial. */
    Optional<Promotion> publish(Population population, Progress progress, Versions versions) {
        if (models.trial().isPresent()) {
            return Optional.empty();
        }
        long start = nanoClock.getAsLong();
        Optional<HoldoutEvaluation> evaluation = population.compare(holdout);
        if (evaluation.isEmpty()) {
            return Optional.empty();
        }
        HoldoutFigures figures = evaluation.get().figures();
        Optional<HoldoutFigures> served = servedFigures();
        listener.evaluated(figures, nanoClock.getAsLong() - start);
        Verdict verdict = settings.promotion().judge(figures, served);
        Promotion promotion;
        if (verdict instanceof Verdict.Reject reject) {
            promotion = new Promotion.Rejected(progress.step(), figures, reject.reason());
        } else {
            ServedModel next = snapshot(population.leader(), progress.lineage(), versions, Optional.of(figures));
            long version = next.version();
            offered = new Known(version, evaluation.get());
            promotion = models.offer(next)
                    ? new Promotion.Promoted(version, progress.step(), figures)
                    : new Promotion.OnTrial(version, progress.step(), figures);
            population.promoted();
        }
        listener.judged(promotion);
        return Optional.of(promotion);
    }

    /**
     * Serves the leading candidate.
     *
     * @param figures with which it passed, now or before a restart
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
        ServedModel next = snapshot(candidate, lineage, versions, figures);
        models.serve(next);
        return next.version();
    }

    private ServedModel snapshot(
            Candidate candidate, Lineage lineage, Versions versions, Optional<HoldoutFigures> figures) {
        Network copy = settings.candidate()
                .architecture()
                .newNetwork(engine, candidate.network().weights());
        return new ServedModel(copy, new ServedFacts(versions.next(), lineage, figures));
    }

    private Optional<HoldoutFigures> servedFigures() {
        Optional<ServedModels.Lease> lease = models.leaseNewest();
        if (lease.isEmpty()) {
            return Optional.empty();
        }
        try (ServedModels.Lease served = lease.get()) {
            ServedModel model = served.model();
            Optional<HoldoutEvaluation> evaluation = holdout.evaluate(model.network(), offered.about(model), engine);
            evaluation.ifPresent(known -> offered = new Known(model.version(), known));
            return evaluation.map(HoldoutEvaluation::figures);
        }
    }
}
