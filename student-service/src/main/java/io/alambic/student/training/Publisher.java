package io.alambic.student.training;

import ai.djl.ndarray.NDManager;
import io.alambic.core.checkpoint.Checkpoint;
import io.alambic.core.checkpoint.Lineage;
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

/**
 * From trainer to serving: judges the best of the candidates on the holdout and, where it passes, serves a
 * copy of its weights. Used by the trainer's thread.
 */
final class Publisher {

    private final TrainerSettings settings;
    private final NDManager engine;
    private final HoldoutWindow holdout;
    private final ServedModels models;
    private final TrainerListener listener;

    Publisher(
            TrainerSettings settings,
            NDManager engine,
            HoldoutWindow holdout,
            ServedModels models,
            TrainerListener listener) {
        this.settings = settings;
        this.engine = engine;
        this.holdout = holdout;
        this.models = models;
        this.listener = listener;
    }

    /** Offers the best candidate; empty while there is no holdout to judge it by, or another is on trial. */
    Optional<Promotion> publish(Population population, Progress progress, Versions versions) {
        if (models.isTrying()) {
            return Optional.empty();
        }
        Optional<HoldoutFigures> figures = population.compare(holdout);
        if (figures.isEmpty()) {
            return Optional.empty();
        }
        listener.evaluated(figures.get());
        Verdict verdict = settings.promotion().judge(figures.get(), servedFigures());
        Promotion promotion;
        if (verdict instanceof Verdict.Reject reject) {
            promotion = new Promotion.Rejected(progress.step(), figures.get(), reject.reason());
        } else {
            ServedModel next = snapshot(population.leader(), progress.lineage(), versions, figures);
            long version = next.version();
            promotion = models.offer(next)
                    ? new Promotion.Promoted(version, progress.step(), figures.get())
                    : new Promotion.OnTrial(version, progress.step(), figures.get());
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
            return holdout.evaluate(served.model().network(), engine);
        }
    }
}
