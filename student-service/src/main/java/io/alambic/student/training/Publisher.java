package io.alambic.student.training;

import ai.djl.ndarray.NDManager;
import io.alambic.core.evaluate.HoldoutFigures;
import io.alambic.core.evaluate.HoldoutWindow;
import io.alambic.core.evaluate.Verdict;
import io.alambic.core.model.Network;
import io.alambic.core.train.Candidate;
import io.alambic.student.serving.ServedFacts;
import io.alambic.student.serving.ServedModel;
import io.alambic.student.serving.ServedModels;
import java.util.Optional;

/**
 * From trainer to serving: judges the candidate on the holdout and, where it passes, serves a copy of
 * its weights. Used by the trainer's thread.
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

    /** Offers the candidate; empty while there is no holdout to judge it by. */
    Optional<Promotion> publish(Candidate candidate, Progress progress, Versions versions) {
        Optional<HoldoutFigures> figures = holdout.evaluate(candidate.network(), engine);
        if (figures.isEmpty()) {
            return Optional.empty();
        }
        listener.evaluated(figures.get());
        Verdict verdict = settings.promotion().judge(figures.get(), servedFigures());
        Promotion promotion;
        if (verdict instanceof Verdict.Reject reject) {
            promotion = new Promotion.Rejected(progress.step(), figures.get(), reject.reason());
        } else {
            long version = serve(candidate, progress, versions, figures);
            promotion = new Promotion.Promoted(version, progress.step(), figures.get());
        }
        listener.judged(promotion);
        return Optional.of(promotion);
    }

    /** Serves the candidate without a judgement: it passed before the restart. */
    long serve(Candidate candidate, Progress progress, Versions versions) {
        return serve(candidate, progress, versions, Optional.empty());
    }

    private long serve(Candidate candidate, Progress progress, Versions versions, Optional<HoldoutFigures> figures) {
        Network copy = settings.candidate()
                .architecture()
                .newNetwork(engine, candidate.network().weights());
        long version = versions.next();
        models.serve(new ServedModel(copy, new ServedFacts(version, progress.lineage(), figures)));
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
