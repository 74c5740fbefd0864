package io.alambic.tools.describe;

import io.alambic.core.layer.network.LayerTable;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.models.VaryingOutputs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Formats a report for people, with settings to paste. */
final class ModelReportText {

    private static final String NOT_KNOWN = "not known";

    private ModelReportText() {}

    static String of(ModelReport report) {
        StringBuilder text = new StringBuilder();
        line(text, "model", "%s, version %s (%s)".formatted(report.name(), report.version(), report.kind()));
        List<TensorSpec> maps = report.featureMaps();
        tensors(text, "inputs", report.signature().inputs(), maps, report);
        tensors(text, "outputs", report.signature().outputs(), maps, report);
        line(text, "tasks", String.join(", ", report.tasks()));
        line(text, "parameters", number(report.parameters()));
        line(text, "multiply-adds", number(report.multiplyAdds()));
        if (!report.varying().isEmpty()) {
            line(text, "caution", VaryingOutputs.advice(report.varying()));
        }
        if (report.proposed()) {
            line(
                    text,
                    "note",
                    "the server leaves sizes open: letters and sizes below are a proposal, equal letters are equal sizes");
        }
        if (report.probabilities()) {
            line(
                    text,
                    "note",
                    "%s holds probabilities: a teacher service takes their logarithms; a student has to answer logits, without softmax"
                            .formatted(report.logits()));
        }
        layers(text, report.layers());
        settings(text, "as a teacher:", report.teacher());
        settings(text, "as a student:", report.student());
        return text.toString();
    }

    private static void tensors(
            StringBuilder text, String title, List<TensorSpec> tensors, List<TensorSpec> maps, ModelReport report) {
        int width = tensors.stream()
                .mapToInt(tensor -> tensor.name().length())
                .max()
                .orElse(0);
        for (int i = 0; i < tensors.size(); i++) {
            TensorSpec tensor = tensors.get(i);
            String role = "";
            if (title.equals("outputs")) {
                role = tensor.name().equals(report.logits()) ? "  logits" : "";
                role = maps.contains(tensor) ? "  can be a feature map" : role;
            }
            String padded = tensor.name() + " ".repeat(width - tensor.name().length());
            line(text, i == 0 ? title : "", "%s  %s %s%s".formatted(padded, tensor.type(), shape(tensor), role));
        }
    }

    private static void layers(StringBuilder text, List<LayerTable.Row> layers) {
        if (layers.isEmpty()) {
            return;
        }
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("layer", "name", "output", "parameters"));
        layers.forEach(row -> table.add(List.of(
                "  ".repeat(row.depth() - 1) + row.word(),
                row.name(),
                row.output().toString(),
                String.format(Locale.ROOT, "%,d", row.parameters()))));
        int[] widths = new int[table.get(0).size()];
        table.forEach(
                row -> Arrays.setAll(widths, i -> Math.max(widths[i], row.get(i).length())));
        text.append('\n');
        table.forEach(row -> text.append(String.format(
                Locale.ROOT,
                "%%-%ds  %%-%ds  %%-%ds  %%%ds%%n".formatted(widths[0], widths[1], widths[2], widths[3]),
                row.toArray())));
    }

    private static String shape(TensorSpec tensor) {
        return IntStream.range(0, tensor.letters().size())
                .mapToObj(axis -> ", "
                        + (tensor.letters().get(axis).isEmpty()
                                ? Long.toString(tensor.sampleShape().get(axis))
                                : tensor.letters().get(axis)))
                .collect(Collectors.joining("", "[N", "]"));
    }

    private static String number(OptionalLong value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%,d", value.getAsLong()) : NOT_KNOWN;
    }

    private static void settings(StringBuilder text, String title, Map<String, String> settings) {
        if (!settings.isEmpty()) {
            text.append('\n').append(title).append('\n');
            settings.forEach((key, value) ->
                    text.append("  ").append(key).append('=').append(value).append('\n'));
        }
    }

    private static void line(StringBuilder text, String title, String value) {
        text.append(String.format(Locale.ROOT, "%-15s%s%n", title, value));
    }
}
