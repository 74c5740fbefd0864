package io.alambic.bench.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.alambic.bench.measure.Spread;
import java.util.List;

/** Everything that a run found, as one JSON object. */
public final class JsonReport {

    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private JsonReport() {}

    /**
     * The object: {@code run} holds the facts, {@code comparisons} the sections with their rows, where
     * every figure is {@code {median, min, max}} under the key of its measure.
     */
    public static String of(RunFacts facts, List<Report> reports) {
        JsonObject run = new JsonObject();
        run.addProperty("os", facts.os());
        run.addProperty("java", facts.java());
        run.addProperty("processors", facts.processors());
        run.addProperty("engine", facts.engine());
        run.addProperty("device", facts.device());
        run.addProperty("engineThreads", facts.engineThreads());
        run.addProperty("rounds", facts.pace().rounds());
        run.addProperty("sliceMillis", facts.pace().slice().toMillis());
        run.addProperty("seed", facts.seed());
        JsonObject root = new JsonObject();
        root.add("run", run);
        root.add(
                "comparisons",
                array(reports.stream().map(JsonReport::comparison).toList()));
        return GSON.toJson(root) + System.lineSeparator();
    }

    private static JsonObject comparison(Report report) {
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
            Spread figure = row.figures().get(i);
            JsonObject spread = new JsonObject();
            spread.addProperty("median", figure.median());
            spread.addProperty("min", figure.min());
            spread.addProperty("max", figure.max());
            json.add(measures.get(i).key(), spread);
        }
        return json;
    }

    private static JsonArray array(List<JsonObject> objects) {
        JsonArray array = new JsonArray();
        objects.forEach(array::add);
        return array;
    }
}
