package io.alambic.bench.distill;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.alambic.bench.report.RunFacts;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Accuracies of the students, as a table and as JSON.
 *
 * @param data what they learned
 * @param protocol how
 * @param outcome what they reached
 */
public record DistillReport(String data, Protocol protocol, DistillationStudy.Outcome outcome) {

    private static final Gson GSON = new GsonBuilder()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .serializeNulls()
            .create();
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
            OptionalDouble ahead = ahead(reached);
            text.append(String.format(
                    Locale.ROOT,
                    "| `%s` | %.2f | %.2f-%.2f | %s | %s |%n",
                    reached.variant().label(),
                    PERCENT * reached.mean(),
                    PERCENT * reached.min(),
                    PERCENT * reached.max(),
                    ahead.isPresent() ? String.format(Locale.ROOT, "%+.2f", ahead.getAsDouble()) : "",
                    ahead.isPresent()
                            ? "`%s`".formatted(reached.variant().baseline().label())
                            : ""));
        }
        return text.toString();
    }

    /**
     * Returns the points of mean accuracy ahead of the variant's baseline; empty for the baseline itself, or if that
     * was not run.
     */
    private OptionalDouble ahead(Accuracies reached) {
        Variant baseline = reached.variant().baseline();
        return outcome.accuracies().stream()
                .filter(other -> other.variant() == baseline && reached.variant() != baseline)
                .mapToDouble(other -> PERCENT * (reached.mean() - other.mean()))
                .findFirst();
    }

    /**
     * Returns one JSON object: {@code results} with one entry for each variant, the facts, the protocol and the
     * teacher.
     */
    public String json(RunFacts facts) {
        JsonArray results = new JsonArray();
        outcome.accuracies().forEach(reached -> results.add(result(reached)));
        JsonObject teacher = new JsonObject();
        teacher.addProperty("accuracy", outcome.teacher().accuracy());
        teacher.addProperty("parameters", outcome.teacher().parameters());
        JsonObject root = new JsonObject();
        root.add("results", results);
        root.add("run", facts.json());
        root.addProperty("data", data);
        root.addProperty("protocol", protocol.toString());
        root.add("teacher", teacher);
        return GSON.toJson(root) + System.lineSeparator();
    }

    private JsonObject result(Accuracies reached) {
        JsonObject accuracy = new JsonObject();
        accuracy.addProperty("mean", reached.mean());
        accuracy.addProperty("min", reached.min());
        accuracy.addProperty("max", reached.max());
        JsonArray seeds = new JsonArray();
        reached.bySeed().forEach(seeds::add);
        JsonObject result = new JsonObject();
        result.addProperty("name", reached.variant().label());
        result.add("accuracy", accuracy);
        result.add("bySeed", seeds);
        OptionalDouble ahead = ahead(reached);
        result.addProperty(
                "against", ahead.isPresent() ? reached.variant().baseline().label() : null);
        result.add("pointsAhead", ahead.isPresent() ? GSON.toJsonTree(ahead.getAsDouble()) : JsonNull.INSTANCE);
        result.addProperty("seconds", reached.seconds());
        return result;
    }
}
