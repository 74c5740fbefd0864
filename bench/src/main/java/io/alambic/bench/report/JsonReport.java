package io.alambic.bench.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.List;

/** Writes the reports of a run as one JSON object. */
public final class JsonReport {

    private static final Gson GSON = new GsonBuilder()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .serializeNulls()
            .create();

    private JsonReport() {}

    /**
     * The object: {@code results} holds each alternative's medians against its table's first row, and against
     * nothing where a row has a target by itself; {@code run} the facts, {@code comparisons} the sections with their rows, where every figure is {@code
     * {median, min, max}} under the key of its measure.
     */
    public static String of(RunFacts facts, long seed, List<BenchReport> reports) {
        JsonObject run = facts.json();
        run.addProperty("seed", seed);
        JsonArray results = new JsonArray();
        JsonArray comparisons = new JsonArray();
        for (BenchReport report : reports) {
            report.sections().forEach(section -> addResults(report.comparison(), section, results));
            comparisons.add(comparison(report));
        }
        JsonObject root = new JsonObject();
        root.add("results", results);
        root.add("run", run);
        root.add("comparisons", comparisons);
        return GSON.toJson(root) + System.lineSeparator();
    }

    private static void addResults(String comparison, Section section, JsonArray results) {
        addTargets(comparison, section, results);
        addRatios(comparison, section, results);
    }

    /** Adds one result for each row with a target of its own. */
    private static void addTargets(String comparison, Section section, JsonArray results) {
        Measure measure = section.measures().get(0);
        for (Row row : section.rows()) {
            row.target().ifPresent(target -> {
                JsonObject result = result(comparison, section, row, measure);
                result.add("against", JsonNull.INSTANCE);
                result.add("ratio", JsonNull.INSTANCE);
                result.addProperty("target", target.in(measure));
                result.addProperty("met", target.isMetBy(row.targeted()));
                results.add(result);
            });
        }
    }

    /** Adds the ratios of all rows but the first; where the section has a target, only those of the last row. */
    private static void addRatios(String comparison, Section section, JsonArray results) {
        Row first = section.rows().get(0);
        int rows = section.rows().size();
        for (Row row : section.rows().subList(section.target().isPresent() ? rows - 1 : 1, rows)) {
            for (Measure measure : section.measures()) {
                if (ratioIsTold(section, measure)) {
                    JsonObject result = result(comparison, section, row, measure);
                    result.addProperty("against", first.name());
                    double ratio = ratio(section, first, row, measure);
                    result.addProperty("ratio", ratio);
                    section.targetOf(measure)
                            .ifPresentOrElse(
                                    target -> {
                                        result.addProperty("target", target.toString());
                                        result.addProperty("met", target.isMetBy(ratio));
                                    },
                                    () -> {
                                        result.add("target", JsonNull.INSTANCE);
                                        result.add("met", JsonNull.INSTANCE);
                                    });
                    results.add(result);
                }
            }
        }
    }

    private static JsonObject result(String comparison, Section section, Row row, Measure measure) {
        JsonObject result = new JsonObject();
        result.addProperty("name", comparison);
        result.addProperty("measure", "%s; %s; %s".formatted(section.title(), row.name(), measure.heading()));
        result.addProperty("value", figure(section, row, measure));
        return result;
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

    private static JsonObject comparison(BenchReport report) {
        JsonObject comparison = new JsonObject();
        comparison.addProperty("name", report.comparison());
        comparison.add(
                "sections",
                array(report.sections().stream().map(JsonReport::section).toList()));
        return comparison;
    }

    private static JsonObject section(Section section) {
        JsonObject json = new JsonObject();
        json.addProperty("title", section.title());
        json.add(
                "rows",
                array(section.rows().stream()
                        .map(row -> row(section.measures(), row))
                        .toList()));
        return json;
    }

    private static JsonObject row(List<Measure> measures, Row row) {
        JsonObject json = new JsonObject();
        json.addProperty("name", row.name());
        for (int i = 0; i < measures.size(); i++) {
            json.add(measures.get(i).key(), GSON.toJsonTree(row.figures().get(i)));
        }
        return json;
    }

    private static JsonArray array(List<JsonObject> objects) {
        JsonArray array = new JsonArray();
        objects.forEach(array::add);
        return array;
    }
}
