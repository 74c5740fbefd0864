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

    /** Offers the best candidate; empty while there is no holdout to judge it by. */
    Optional<Promotion> publish(Population population, Progress progress, Versions versions) {
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
            long version = serve(population, progress.lineage(), figures, versions);
            promotion = new Promotion.Promoted(version, progress.step(), figures.get());
        }
        listener.judged(promotion);
        return Optional.of(promotion);
    }

    /** Serves the leading candidate without a judgement: it passed before the restart. */
    long serve(Population population, Progress progress, Versions versions) {
        return serve(population, progress.lineage(), Optional.empty(), versions);
    }

    /** Serves the weights of a checkpoint that were promoted before the restart. */
    long serve(Checkpoint promoted, Versions versions) {
        Lineage lineage = promoted.lineage();
        try (Candidate restored = Candidate.restored(settings.candidate(), engine, promoted.state(), lineage.step())) {
            return serve(restored, lineage, Optional.empty(), versions);
        }
    }

    private long serve(Population population, Lineage lineage, Optional<HoldoutFigures> figures, Versions versions) {
        long version = serve(population.leader(), lineage, figures, versions);
        population.promoted();
        return version;
    }

    private long serve(Candidate candidate, Lineage lineage, Optional<HoldoutFigures> figures, Versions versions) {
        Network copy = settings.candidate()
                .architecture()
                .newNetwork(engine, candidate.network().weights());
        long version = versions.next();
        models.serve(new ServedModel(copy, new ServedFacts(version, lineage, figures)));
        return version;
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
