package io.alambic.tools.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Reports on a teacher and a student of texts side by side.
 *
 * @param texts number of test texts that both answered
 * @param figures of the student against the teacher on these texts
 * @param baselines the same figures of what learned neither from the teacher nor from labels, by name
 */
record TextReport(
        Figures teacher,
        Figures student,
        int texts,
        Map<String, Double> figures,
        Map<String, Map<String, Double>> baselines) {

    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().serializeNulls().create();
    private static final String ROW = "%-22s %16s %16s %12s%n";

    /**
     * One of the two.
     *
     * @param model as the command line names it
     * @param parameters values that training may change; empty if not known
     * @param bytes of the weights; empty if not known
     * @param accuracy on the texts, 0..1; empty if the task has no labels
     * @param samplesPerSecond texts in a second, in batches of like length, by the median call of each length
     */
    record Figures(
            String model,
            OptionalLong parameters,
            OptionalLong bytes,
            OptionalDouble accuracy,
            double samplesPerSecond) {

        private JsonObject json() {
            JsonObject json = new JsonObject();
            json.addProperty("model", model);
            json.addProperty("parameters", parameters.isPresent() ? (Number) parameters.getAsLong() : null);
            json.addProperty("bytes", bytes.isPresent() ? (Number) bytes.getAsLong() : null);
            accuracy.ifPresent(share -> json.addProperty("accuracy", share));
            json.addProperty("samplesPerSecond", samplesPerSecond);
            return json;
        }
    }

    /** Formats the report for people. */
    String text() {
        StringBuilder text = new StringBuilder();
        row(text, "", "teacher", "student", "");
        row(text, "parameters", whole(teacher.parameters()), whole(student.parameters()), "");
        row(text, "bytes of weights", whole(teacher.bytes()), whole(student.bytes()), "");
        row(
                text,
                "texts/s",
                format("%,.0f", teacher.samplesPerSecond()),
                format("%,.0f", student.samplesPerSecond()),
                format("%.1fx faster", student.samplesPerSecond() / teacher.samplesPerSecond()));
        teacher.accuracy()
                .ifPresent(share -> row(
                        text,
                        "accuracy",
                        percent(share),
                        percent(student.accuracy().orElseThrow()),
                        ""));
        lines(text, "", figures);
        baselines.forEach((name, all) -> lines(text, name + ": ", all));
        return text.toString();
    }

    private void lines(StringBuilder text, String prefix, Map<String, Double> all) {
        all.forEach((name, share) ->
                text.append(format("%s%s: %s of %,d test texts%n", prefix, name, percent(share), texts)));
    }

    private static void row(StringBuilder text, Object... cells) {
        text.append(format(ROW, cells).stripTrailing()).append(System.lineSeparator());
    }

    private static String whole(OptionalLong number) {
        return number.isPresent() ? format("%,d", number.getAsLong()) : "not known";
    }

    private static String percent(double share) {
        return format("%.2f %%", 100 * share);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    /** Formats the report for programs: one JSON object, with null for what is not known. */
    String json() {
        JsonObject json = new JsonObject();
        json.add("teacher", teacher.json());
        json.add("student", student.json());
        json.addProperty("samples", texts);
        json.addProperty("sampleKind", "test texts");
        json.add("figures", GSON.toJsonTree(figures));
        if (!baselines.isEmpty()) {
            json.add("baselines", GSON.toJsonTree(baselines));
        }
        return GSON.toJson(json) + "\n";
    }
}
