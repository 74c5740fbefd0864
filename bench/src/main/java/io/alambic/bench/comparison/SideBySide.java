package io.alambic.bench.comparison;

import ai.djl.ndarray.NDManager;
import io.alambic.bench.measure.Alternative;
import io.alambic.bench.report.BenchReport;
import io.alambic.bench.report.Section;
import io.alambic.bench.report.Target;
import io.alambic.core.evaluate.HoldoutWindow;
import io.alambic.core.hyperparameters.Hyperparameters;
import io.alambic.core.search.Criterion;
import io.alambic.core.search.Population;
import io.alambic.core.search.SearchSettings;
import io.alambic.core.train.Candidate;
import io.alambic.core.train.CandidateSettings;
import io.alambic.core.train.YieldPolicy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Compares one step of several candidates on one batch with as many steps of a student alone. */
final class SideBySide implements Comparison {

    private static final int CANDIDATES = 4;
    private static final Target TARGET = Target.atMost(1.05);

    @Override
    public String name() {
        return "candidates";
    }

    @Override
    public String summary() {
        return "One step of %d candidates side by side, against %d steps of a student alone."
                .formatted(CANDIDATES, CANDIDATES);
    }

    @Override
    public BenchReport run(ComparisonSetup setup) throws IOException {
        String title = "%s: one batch of %d, %d candidates".formatted(name(), Quickstart.BATCH, CANDIDATES);
        setup.progress().accept(title);
        NDManager manager = setup.manager();
        KnowledgeBatch batch = KnowledgeBatch.of(manager, Quickstart.BATCH, setup.seed());
        CandidateSettings student = Quickstart.outputAndFeatureTerms(setup.seed());
        List<Hyperparameters> hyperparameters =
                new ArrayList<>(Collections.nCopies(CANDIDATES, student.hyperparameters()));
        SearchSettings search = new SearchSettings(hyperparameters, Long.MAX_VALUE, Criterion.AGREEMENT, setup.seed());
        HoldoutWindow holdout = new HoldoutWindow(Quickstart.BATCH);
        try (Candidate alone = Candidate.fresh(student, manager);
                Population population = Population.fresh(student, search, manager)) {
            return new BenchReport(
                    name(),
                    List.of(Section.ofTimes(
                                    title,
                                    setup.stopwatch()
                                            .compare(List.of(
                                                    new Alternative("alone, %d steps".formatted(CANDIDATES), () -> {
                                                        for (int step = 0; step < CANDIDATES; step++) {
                                                            batch.train(alone, manager);
                                                        }
                                                    }),
                                                    new Alternative("side by side", () -> {
                                                        try (NDManager scope = manager.newSubManager()) {
                                                            population.train(
                                                                    batch.batch(scope),
                                                                    scope,
                                                                    holdout,
                                                                    YieldPolicy.NONE);
                                                        }
                                                    }))))
                            .with(TARGET)));
        }
    }
}
