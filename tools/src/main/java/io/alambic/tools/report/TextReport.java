package io.alambic.tools.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Reports on a teacher and a student of texts side by side.
 *
 * @param texts number of test texts that both answered
 * @param agreement share of them that both put into one class; empty if they answer other classes
 */
record TextReport(Figures teacher, Figures student, int texts, OptionalDouble agreement) {

    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().serializeNulls().create();
    private static final String ROW = "%-22s %16s %16s %12s%n";

    /**
     * One of the two.
     *
     * @param model as the command line names it
     * @param parameters values that training may change; empty if not known
     * @param bytes of the weights; empty if not known
     * @param accuracy on the texts, 0..1
     * @param samplesPerSecond texts in a second, in batches of like length, by the median call of each length
     */
    record Figures(
            String model, OptionalLong parameters, OptionalLong bytes, double accuracy, double samplesPerSecond) {

        private JsonObject json() {
            JsonObject json = new JsonObject();
            json.addProperty("model", model);
            json.addProperty("parameters", parameters.isPresent() ? (Number) parameters.getAsLong() : null);
            json.addProperty("bytes", bytes.isPresent() ? (Number) bytes.getAsLong() : null);
            json.addProperty("accuracy", accuracy);
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
        row(text, "accuracy", percent(teacher.accuracy()), percent(student.accuracy()), "");
        agreement.ifPresent(share -> text.append(format("agreement: %s of %,d test texts%n", percent(share), texts)));
        return text.toString();
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
        JsonObject figures = new JsonObject();
        agreement.ifPresent(share -> figures.addProperty("agreement", share));
        json.add("figures", figures);
        return GSON.toJson(json) + "\n";
    }
}
