package io.alambic.bench.distill;

import io.alambic.bench.report.JsonReport;
import io.alambic.bench.report.RunFacts;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Accuracies of students of several teachers, as a table and as JSON.
 *
 * @param data what they learned
 * @param protocol how
 * @param outcome what they reached
 */
public record EnsembleReport(String data, Protocol protocol, EnsembleStudy.Outcome outcome) {

    private static final double PERCENT = 100;

    /** Returns the protocol in two lines, and a table in Markdown. */
    public String text() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "ensemble on %s: %,d samples, %d epochs, batches of %d, learning rate %s, T %s%n"
                        + "teachers of disjoint images, test accuracy %s%n%n"
                        + "| learned from | test accuracy %%: mean | min-max | points ahead | of |%n|---|---|---|---|---|%n",
                data,
                protocol.samples(),
                protocol.epochs(),
                protocol.batch(),
                protocol.learningRate(),
                protocol.temperature().value(),
                outcome.teachers().stream()
                        .map(accuracy -> String.format(Locale.ROOT, "%.2f %%", PERCENT * accuracy))
                        .collect(Collectors.joining(" and "))));
        for (EnsembleStudy.Students students : outcome.students()) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %.2f | %.2f-%.2f | %s | %s |%n",
                    students.name(),
                    PERCENT * students.mean(),
                    PERCENT * Collections.min(students.bySeed()),
                    PERCENT * Collections.max(students.bySeed()),
                    ahead(students).stream()
                            .map(points -> String.format(Locale.ROOT, "%+.2f", points))
                            .collect(Collectors.joining(", ")),
                    String.join(", ", students.against())));
        }
        return text.toString();
    }

    /** Returns the points of mean accuracy ahead of each kind of students that these are compared with. */
    private List<Double> ahead(EnsembleStudy.Students students) {
        return students.against().stream()
                .map(name -> outcome.students().stream()
                        .filter(other -> other.name().equals(name))
                        .findFirst()
                        .orElseThrow())
                .map(other -> PERCENT * (students.mean() - other.mean()))
                .toList();
    }

    private record Json(
            List<EnsembleStudy.Students> results,
            RunFacts run,
            String data,
            String protocol,
            List<Double> teacherAccuracies) {}

    /** Returns one JSON object: {@code results} with one entry for each kind of students, the facts, the protocol and the teachers. */
    public String json(RunFacts facts) {
        return JsonReport.write(new Json(outcome.students(), facts, data, protocol.toString(), outcome.teachers()));
    }
}
