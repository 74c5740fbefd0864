package io.alambic.bench.distill;

import io.alambic.bench.report.JsonReport;
import io.alambic.bench.report.RunFacts;
import java.util.List;
import java.util.Locale;

/**
 * Accuracies of the students, as a table and as JSON.
 *
 * @param data what they learned
 * @param protocol how
 * @param outcome what they reached
 */
public record DistillReport(String data, Protocol protocol, DistillationStudy.Outcome outcome) {

    private static final double PERCENT = 100;

    /** Returns the protocol in two lines, and a table in Markdown. */
    public String text() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "distill on %s: %,d samples, %d epochs, batches of %d, learning rate %s, T %s, %d labelled where few%n"
                        + "teacher %s: %,d parameters, test accuracy %.2f %%; student %s%n%n"
                        + "| variant | test accuracy %%: mean | min-max | points ahead | of |%n|---|---|---|---|---|%n",
                data,
                protocol.samples(),
                protocol.epochs(),
                protocol.batch(),
                protocol.learningRate(),
                protocol.temperature().value(),
                protocol.labelled(),
                protocol.teacher().convolutions(),
                outcome.teacher().parameters(),
                PERCENT * outcome.teacher().accuracy(),
                protocol.student().convolutions()));
        for (Accuracies reached : outcome.accuracies()) {
            Double ahead = pointsAhead(reached);
            text.append(String.format(
                    Locale.ROOT,
                    "| `%s` | %.2f | %.2f-%.2f | %s | %s |%n",
                    reached.variant().label(),
                    PERCENT * reached.mean(),
                    PERCENT * reached.statistics().getMin(),
                    PERCENT * reached.statistics().getMax(),
                    ahead == null ? "" : String.format(Locale.ROOT, "%+.2f", ahead),
                    ahead == null
                            ? ""
                            : "`%s`".formatted(reached.variant().baseline().label())));
        }
        return text.toString();
    }

    /**
     * Returns the points of mean accuracy ahead of the variant's baseline; null for the baseline itself, or if that was
     * not run.
     */
    private Double pointsAhead(Accuracies reached) {
        Variant baseline = reached.variant().baseline();
        return outcome.accuracies().stream()
                .filter(other -> other.variant() == baseline && reached.variant() != baseline)
                .map(other -> PERCENT * (reached.mean() - other.mean()))
                .findFirst()
                .orElse(null);
    }

    private record Json(List<Result> results, RunFacts run, String data, String protocol, Teacher teacher) {}

    private record Result(
            String name, Range accuracy, List<Double> bySeed, String against, Double pointsAhead, double seconds) {}

    private record Range(double mean, double min, double max) {}

    private record Teacher(double accuracy, long parameters) {}

    /**
     * Returns one JSON object: {@code results} with one entry for each variant, the facts, the protocol and the
     * teacher.
     */
    public String json(RunFacts facts) {
        return JsonReport.write(new Json(
                outcome.accuracies().stream().map(this::result).toList(),
                facts,
                data,
                protocol.toString(),
                new Teacher(outcome.teacher().accuracy(), outcome.teacher().parameters())));
    }

    private Result result(Accuracies reached) {
        Double ahead = pointsAhead(reached);
        return new Result(
                reached.variant().label(),
                new Range(
                        reached.mean(),
                        reached.statistics().getMin(),
                        reached.statistics().getMax()),
                reached.bySeed(),
                ahead == null ? null : reached.variant().baseline().label(),
                ahead,
                reached.seconds());
    }
}
