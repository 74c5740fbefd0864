package io.alambic.bench.membership;

import io.alambic.bench.report.JsonReport;
import io.alambic.bench.report.RunFacts;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What models gave away, as a table and as JSON.
 *
 * @param data what they learned
 * @param settings of the study
 * @param figures of each model by its name, one for each seed
 */
public record MembershipReport(
        String data, MembershipStudy.Settings settings, Map<String, List<MembershipStudy.Figures>> figures) {

    private static final double PERCENT = 100;

    /** Returns the settings in a line, and a table in Markdown: means over the seeds. */
    public String text() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "membership on %s: %,d confidential samples, %d teachers, threshold %d, sigma %s and %s, delta %s%n%n"
                        + "| model | samples | test accuracy %% | attack: AUC | found at 1 %% false alarms | epsilon |%n"
                        + "|---|---|---|---|---|---|%n",
                data,
                settings.members(),
                settings.teachers(),
                settings.voting().threshold(),
                settings.voting().sigmaThreshold(),
                settings.voting().sigmaAnswer(),
                settings.voting().delta()));
        figures.forEach((name, seeds) -> {
            double epsilon = mean(seeds, MembershipStudy.Figures::epsilon);
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %,.0f | %.2f | %.3f | %.2f %% | %s |%n",
                    name,
                    mean(seeds, MembershipStudy.Figures::samples),
                    PERCENT * mean(seeds, MembershipStudy.Figures::accuracy),
                    mean(seeds, one -> one.attack().auc()),
                    PERCENT * mean(seeds, one -> one.attack().tpr()),
                    Double.isNaN(epsilon) ? "" : String.format(Locale.ROOT, "%.2f", epsilon)));
        });
        return text.toString();
    }

    private static double mean(List<MembershipStudy.Figures> seeds, ToDoubleFunction<MembershipStudy.Figures> figure) {
        return seeds.stream().mapToDouble(figure).average().orElseThrow();
    }

    private record Json(List<Result> results, RunFacts run, String data, String settings) {}

    private record Result(String name, double accuracy, double auc, double found, double samples, Double epsilon) {}

    /** Returns one JSON object: {@code results} with the means of each model, the facts and the settings. */
    public String json(RunFacts facts) {
        List<Result> results = figures.entrySet().stream()
                .map(model -> {
                    List<MembershipStudy.Figures> seeds = model.getValue();
                    double epsilon = mean(seeds, MembershipStudy.Figures::epsilon);
                    return new Result(
                            model.getKey(),
                            mean(seeds, MembershipStudy.Figures::accuracy),
                            mean(seeds, one -> one.attack().auc()),
                            mean(seeds, one -> one.attack().tpr()),
                            mean(seeds, MembershipStudy.Figures::samples),
                            Double.isNaN(epsilon) ? null : epsilon);
                })
                .toList();
        return JsonReport.write(new Json(results, facts, data, settings.toString()));
    }
}
