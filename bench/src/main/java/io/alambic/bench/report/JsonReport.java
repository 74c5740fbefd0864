package io.alambic.bench.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Writes the reports of a run as one JSON object. */
public final class JsonReport {

    private static final Gson GSON = new GsonBuilder()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .serializeNulls()
            .create();

    private JsonReport() {}

    /** A median, what it is compared with and has to reach; null where there is no such thing. */
    private record Result(
            String name, String measure, double value, String against, Double ratio, String target, Boolean met) {}

    /** Returns an object as JSON, indented, with its nulls, and a line break at the end. */
    public static String write(Object report) {
        return GSON.toJson(report) + System.lineSeparator();
    }

    /**
     * The object: {@code results} holds each alternative's medians against its table's first row, and against
     * nothing where a row has a target by itself; {@code run} the facts, {@code comparisons} the sections with their rows, where every figure is {@code
     * {median, min, max}} under the key of its measure.
     */
    public static String of(RunFacts facts, long seed, List<BenchReport> reports) {
        JsonObject run = facts.json();
        run.addProperty("seed", seed);
        List<Result> results = new ArrayList<>();
        JsonArray comparisons = new JsonArray();
        for (BenchReport report : reports) {
            JsonArray sections = new JsonArray();
            for (Section section : report.sections()) {
                addTargets(report.comparison(), section, results);
                addRatios(report.comparison(), section, results);
                sections.add(section(section));
            }
            JsonObject comparison = new JsonObject();
            comparison.addProperty("name", report.comparison());
            comparison.add("sections", sections);
            comparisons.add(comparison);
        }
        JsonObject root = new JsonObject();
        root.add("results", GSON.toJsonTree(results));
        root.add("run", run);
        root.add("comparisons", comparisons);
        return write(root);
    }

    /** Adds one result for each row with a target of its own. */
    private static void addTargets(String comparison, Section section, List<Result> results) {
        Measure measure = section.measures().get(0);
        for (Row row : section.rows()) {
            row.target()
                    .ifPresent(target -> results.add(new Result(
                            comparison,
                            words(section, row, measure),
                            row.targeted(),
                            null,
                            null,
                            target.in(measure),
                            target.isMetBy(row.targeted()))));
        }
    }

    /** Adds the ratios of all rows but the first; where the section has a target, only those of the last row. */
    private static void addRatios(String comparison, Section section, List<Result> results) {
        Row first = section.rows().get(0);
        int rows = section.rows().size();
        for (Row row : section.rows().subList(section.target().isPresent() ? rows - 1 : 1, rows)) {
            for (Measure measure : section.measures()) {
                if (ratioIsTold(section, measure)) {
                    double ratio = ratio(section, first, row, measure);
                    Target target = section.targetOf(measure).orElse(null);
                    results.add(new Result(
                            comparison,
                            words(section, row, measure),
                            figure(section, row, measure),
                            first.name(),
                            ratio,
                            target == null ? null : target.toString(),
                            target == null ? null : target.isMetBy(ratio)));
                }
            }
        }
    }

    private static String words(Section section, Row row, Measure measure) {
        return "%s; %s; %s".formatted(section.title(), row.name(), measure.heading());
    }

    /** Times have a ratio where the section has one, sizes always, errors and ratios never. */
    private static boolean ratioIsTold(Section section, Measure measure) {
        return measure == Measure.BYTES_PER_SAMPLE
                || measure.ratio().filter(section.measures()::contains).isPresent();
    }

    private static double figure(Section section, Row row, Measure measure) {
        return row.figures().get(section.measures().indexOf(measure)).median();
    }

    /** Returns the median of the rounds' ratios where the section has them, else the quotient of the medians. */
    private static double ratio(Section section, Row first, Row row, Measure measure) {
        return measure.ratio()
                .filter(section.measures()::contains)
                .map(ratio -> figure(section, row, ratio))
                .orElseGet(() -> figure(section, row, measure) / figure(section, first, measure));
    }

    private static JsonObject section(Section section) {
        JsonArray rows = new JsonArray();
        for (Row row : section.rows()) {
            JsonObject figures = new JsonObject();
            figures.addProperty("name", row.name());
            for (int i = 0; i < section.measures().size(); i++) {
                figures.add(
                        section.measures().get(i).key(),
                        GSON.toJsonTree(row.figures().get(i)));
            }
            rows.add(figures);
        }
        JsonObject json = new JsonObject();
        json.addProperty("title", section.title());
        json.add("rows", rows);
        return json;
    }
}
