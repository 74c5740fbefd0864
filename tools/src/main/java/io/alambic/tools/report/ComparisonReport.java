package io.alambic.tools.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.alambic.core.figures.Figure;
import io.alambic.tools.FigureText;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Reports on a teacher and a student side by side.
 *
 * @param samples number of samples that both answered
 * @param what kind of the samples, in words
 * @param figures of the student by the teacher's answers; empty if they read different samples or answer in different shapes
 */
record ComparisonReport(
        ModelFigures teacher, ModelFigures student, int samples, String what, Map<Figure, Double> figures) {

    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().serializeNulls().create();
    private static final String ROW = "%-22s %16s %16s %12s%n";
    private static final String UNKNOWN = "not known";

    /** Formats the report for people. */
    String text() {
        StringBuilder text = new StringBuilder();
        row(text, "", "teacher", "student", "");
        whole(text, "parameters", ModelFigures::parameters);
        whole(text, "bytes of weights", ModelFigures::bytes);
        whole(text, "multiply-adds", ModelFigures::multiplyAdds);
        measured(text, "one sample, p50", "%.3f ms", ModelFigures::p50Millis, false);
        measured(text, "one sample, p99", "%.3f ms", ModelFigures::p99Millis, false);
        measured(text, "samples/s, 32 at once", "%,.0f", ModelFigures::perSecond32, true);
        measured(text, "samples/s, 128 at once", "%,.0f", ModelFigures::perSecond128, true);
        if (teacher.accuracy().isPresent() || student.accuracy().isPresent()) {
            row(text, "accuracy", percent(teacher.accuracy()), percent(student.accuracy()), "");
        }
        if (figures.isEmpty()) {
            text.append(format("the models do not read the same samples, or answer in other shapes: not compared%n"));
        }
        figures.forEach((figure, value) ->
                text.append(format("%s: %s of %,d %s%n", figure.name(), FigureText.of(figure, value), samples, what)));
        return text.toString();
    }

    private void whole(StringBuilder text, String name, Function<ModelFigures, OptionalLong> value) {
        OptionalLong one = value.apply(teacher);
        OptionalLong other = value.apply(student);
        String ratio = one.isPresent() && other.isPresent() && other.getAsLong() > 0
                ? times((double) one.getAsLong() / other.getAsLong(), "fewer")
                : "";
        row(text, name, number(one), number(other), ratio);
    }

    private void measured(
            StringBuilder text,
            String name,
            String pattern,
            ToDoubleFunction<ModelFigures> value,
            boolean moreIsBetter) {
        double one = value.applyAsDouble(teacher);
        double other = value.applyAsDouble(student);
        row(
                text,
                name,
                format(pattern, one),
                format(pattern, other),
                times(moreIsBetter ? other / one : one / other, "faster"));
    }

    private static void row(StringBuilder text, Object... cells) {
        text.append(format(ROW, cells).stripTrailing()).append(System.lineSeparator());
    }

    private static String times(double ratio, String word) {
        return format("%.1fx %s", ratio, word);
    }

    private static String number(OptionalLong value) {
        return value.isPresent() ? format("%,d", value.getAsLong()) : UNKNOWN;
    }

    private static String percent(OptionalDouble share) {
        return share.isPresent() ? format("%.2f %%", 100 * share.getAsDouble()) : UNKNOWN;
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    /** Formats the report for programs: one JSON object, with null for what is not known. */
    String json() {
        JsonObject json = new JsonObject();
        json.add("teacher", json(teacher));
        json.add("student", json(student));
        json.addProperty("samples", samples);
        json.addProperty("sampleKind", what);
        JsonObject measured = new JsonObject();
        figures.forEach((figure, value) -> measured.addProperty(figure.name(), value));
        json.add("figures", measured);
        return GSON.toJson(json) + "\n";
    }

    private static JsonObject json(ModelFigures figures) {
        JsonObject json = new JsonObject();
        json.addProperty("model", figures.model());
        json.addProperty("parameters", value(figures.parameters()));
        json.addProperty("bytes", value(figures.bytes()));
        json.addProperty("multiplyAdds", value(figures.multiplyAdds()));
        JsonObject latency = new JsonObject();
        latency.addProperty("p50", figures.p50Millis());
        latency.addProperty("p99", figures.p99Millis());
        json.add("latencyMillis", latency);
        JsonObject throughput = new JsonObject();
        throughput.addProperty("batch32", figures.perSecond32());
        throughput.addProperty("batch128", figures.perSecond128());
        json.add("samplesPerSecond", throughput);
        json.addProperty("accuracy", value(figures.accuracy()));
        return json;
    }

    private static Number value(OptionalLong value) {
        return value.isPresent() ? (Number) value.getAsLong() : null;
    }

    private static Number value(OptionalDouble value) {
        return value.isPresent() ? (Number) value.getAsDouble() : null;
    }
}
