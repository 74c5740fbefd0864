package io.alambic.bench.comparison;

import ai.djl.ndarray.NDManager;
import io.alambic.bench.measure.Alternative;
import io.alambic.bench.measure.Pace;
import io.alambic.bench.report.Measure;
import io.alambic.bench.report.Section;
import io.alambic.bench.report.Target;
import io.alambic.core.evaluate.HoldoutWindow;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.search.Criterion;
import io.alambic.core.search.Population;
import io.alambic.core.search.SearchSettings;
import io.alambic.core.task.Tasks;
import io.alambic.core.train.Candidate;
import io.alambic.core.train.CandidateSettings;
import io.alambic.core.train.YieldPolicy;
import java.io.IOException;
import java.util.Collections;
import java.util.List;

/** The comparisons within this process. */
public final class Comparisons {

    private static final int CANDIDATES = 4;

    /** All of them, in the order in which they run. */
    public static final List<Comparison> ALL = List.of(
            new Comparison(
                    "train-step",
                    "The student's training step with KL, and with KL and feature MSE, against its pass forward alone.",
                    Pace.USUAL,
                    Comparisons::trainStep),
            new Comparison(
                    "candidates",
                    "One step of 4 candidates side by side, against 4 steps of a student alone.",
                    Pace.USUAL,
                    Comparisons::candidates),
            new Comparison(
                    "mapping",
                    "Samples per second and bytes allocated from JSON to tensors, against Jackson's parser alone over the same bytes.",
                    Pace.USUAL,
                    MappingComparison::run));

    private Comparisons() {}

    private static List<Section> trainStep(ComparisonSetup setup) throws IOException {
        String title = "train-step: %d samples of 1x28x28, convolutions 16,32, dense 64".formatted(Quickstart.BATCH);
        NDManager manager = setup.manager();
        KnowledgeBatch batch = KnowledgeBatch.of(manager, Quickstart.BATCH, setup.seed());
        try (TrainableNetwork network = Quickstart.STUDENT.newNetwork(manager, setup.seed());
                Candidate output = Candidate.fresh(Quickstart.outputTerm(setup.seed()), manager);
                Candidate both = Candidate.fresh(Quickstart.outputAndFeatureTerms(setup.seed()), manager)) {
            return List.of(times(
                    setup,
                    title,
                    new Alternative("forward only", () -> batch.forward(network, manager)),
                    new Alternative("step, KL", () -> batch.train(output, manager)),
                    new Alternative("step, KL + feature MSE", () -> batch.train(both, manager))));
        }
    }

    private static List<Section> candidates(ComparisonSetup setup) throws IOException {
        String title = "candidates: one batch of %d, %d candidates".formatted(Quickstart.BATCH, CANDIDATES);
        NDManager manager = setup.manager();
        KnowledgeBatch batch = KnowledgeBatch.of(manager, Quickstart.BATCH, setup.seed());
        CandidateSettings student = Quickstart.outputAndFeatureTerms(setup.seed());
        SearchSettings search = new SearchSettings(
                Collections.nCopies(CANDIDATES, student.hyperparameters()),
                Long.MAX_VALUE,
                Criterion.DECISIVE,
                setup.seed());
        HoldoutWindow holdout = new HoldoutWindow(Quickstart.BATCH, Tasks.CLASSIFICATION);
        try (Candidate alone = Candidate.fresh(student, manager);
                Population population = Population.fresh(student, search, manager)) {
            Alternative oneByOne = new Alternative("alone, %d steps".formatted(CANDIDATES), () -> {
                for (int step = 0; step < CANDIDATES; step++) {
                    batch.train(alone, manager);
                }
            });
            Alternative sideBySide = new Alternative("side by side", () -> {
                try (NDManager scope = manager.newSubManager()) {
                    population.train(batch.batch(scope), scope, holdout, YieldPolicy.NONE);
                }
            });
            return List.of(times(setup, title, oneByOne, sideBySide).with(Target.atMost(1.05)));
        }
    }

    private static Section times(ComparisonSetup setup, String title, Alternative... alternatives) {
        setup.progress().accept(title);
        return Section.comparing(title, Measure.MICROS, setup.stopwatch().compare(List.of(alternatives)));
    }
}
