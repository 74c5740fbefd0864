package io.alambic.bench.comparison;

import ai.djl.ndarray.NDManager;
import io.alambic.bench.measure.Alternative;
import io.alambic.bench.report.BenchReport;
import io.alambic.bench.report.Section;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.train.Candidate;
import java.io.IOException;
import java.util.List;

/** Compares training steps of the quickstart's student with its forward pass. */
public final class TrainStep implements Comparison {

    @Override
    public String name() {
        return "train-step";
    }

    @Override
    public String summary() {
        return "The student's training step with KL, and with KL and feature MSE, against its pass forward alone.";
    }

    @Override
    public BenchReport run(ComparisonSetup setup) throws IOException {
        String title = "%s: %d samples of 1x28x28, convolutions 16,32, dense 64".formatted(name(), Quickstart.BATCH);
        setup.progress().accept(title);
        NDManager manager = setup.manager();
        KnowledgeBatch batch = KnowledgeBatch.of(manager, Quickstart.BATCH, setup.seed());
        try (TrainableNetwork network = Quickstart.STUDENT.newNetwork(manager, setup.seed());
                Candidate output = Candidate.fresh(Quickstart.outputTerm(setup.seed()), manager);
                Candidate both = Candidate.fresh(Quickstart.outputAndFeatureTerms(setup.seed()), manager)) {
            return new BenchReport(
                    name(),
                    List.of(Section.ofTimes(
                            title,
                            setup.stopwatch()
                                    .compare(List.of(
                                            new Alternative("forward only", () -> batch.forward(network, manager)),
                                            new Alternative("step, KL", () -> batch.train(output, manager)),
                                            new Alternative(
                                                    "step, KL + feature MSE", () -> batch.train(both, manager)))))));
        }
    }
}
