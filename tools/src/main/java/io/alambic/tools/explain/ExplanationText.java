package io.alambic.tools.explain;

import io.alambic.core.explain.CkaTable;
import io.alambic.core.explain.ClassTransfer;
import io.alambic.core.explain.Fidelity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Formats an explanation for people. */
final class ExplanationText {

    private static final String NONE = "-";
    private static final String GAP = "  ";

    private final StringBuilder text = new StringBuilder();
    private final Explanation explanation;

    private ExplanationText(Explanation explanation) {
        this.explanation = explanation;
    }

    /** Returns the text, lines and all. */
    static String of(Explanation explanation) {
        ExplanationText writer = new ExplanationText(explanation);
        writer.answers();
        writer.layers();
        writer.transfer();
        writer.worst();
        return writer.text.toString();
    }

    private void answers() {
        title("answers to %,d test samples", explanation.samples());
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("", "teacher", "student", "control"));
        rows.add(worth("accuracy", answers -> percent(answers.accuracy())));
        rows.add(worth("calibration error", answers -> percent(answers.calibrationError())));
        rows.add(worth("Brier score", answers -> number(answers.brier())));
        rows.add(fidelity("agreement", fidelity -> percent(fidelity.agreement())));
        Fidelity student = explanation.student().fidelity();
        rows.add(fidelity("overlap of the likeliest " + student.likeliest(), fidelity -> percent(fidelity.overlap())));
        rows.add(fidelity("divergence", fidelity -> number(fidelity.divergence()) + " nats"));
        table(rows);
    }

    private List<String> worth(String name, Function<Explanation.Answers, String> value) {
        return row(
                name,
                value.apply(explanation.teacher()),
                value.apply(explanation.student().answers()),
                explanation
                        .control()
                        .map(control -> value.apply(control.answers()))
                        .orElse(NONE));
    }

    private List<String> fidelity(String name, Function<Fidelity, String> value) {
        return row(
                name + " with the teacher",
                "",
                value.apply(explanation.student().fidelity()),
                explanation
                        .control()
                        .map(control -> value.apply(control.fidelity()))
                        .orElse(NONE));
    }

    /** Leaves the column of the control out where there is none. */
    private List<String> row(String... cells) {
        return List.of(cells).subList(0, explanation.control().isPresent() ? cells.length : cells.length - 1);
    }

    private void layers() {
        title("CKA of the teacher's layers (rows) with the student's (columns)");
        CkaTable layers = explanation.student().layers();
        List<List<String>> rows = new ArrayList<>();
        rows.add(with("", layers.columns()));
        for (int row = 0; row < layers.rows().size(); row++) {
            int current = row;
            rows.add(with(
                    layers.rows().get(row),
                    IntStream.range(0, layers.columns().size())
                            .mapToObj(column -> cka(layers.value(current, column)))
                            .toList()));
        }
        table(rows);
        for (int column = 0; column < layers.columns().size(); column++) {
            nearest(layers, column);
        }
    }

    private void nearest(CkaTable layers, int column) {
        String name = layers.columns().get(column);
        int row = LayerMatch.nearest(layers, column);
        if (row < 0) {
            line("%s is the same for all samples", name);
            return;
        }
        String teacher = layers.rows().get(row);
        String beside = explanation
                .control()
                .map(control -> LayerMatch.value(control.layers(), teacher, name))
                .filter(OptionalDouble::isPresent)
                .map(value -> "; the control's %s: %s".formatted(name, cka(value)))
                .orElse("");
        line("%s is nearest to the teacher's %s: %s%s", name, teacher, cka(layers.value(row, column)), beside);
    }

    private void transfer() {
        title("what was taken over, by class");
        List<List<String>> rows = new ArrayList<>();
        List<String> header =
                new ArrayList<>(List.of("class", "samples", "teacher", "student", "teacher's errors", "inherited"));
        if (explanation.control().isPresent()) {
            header.addAll(List.of("control", "made by control"));
        }
        rows.add(header);
        for (int i = 0; i < explanation.transfer().size(); i++) {
            if (explanation.transfer().get(i).samples() > 0) {
                rows.add(transfer(Integer.toString(i), explanation.transfer().get(i)));
            }
        }
        rows.add(transfer("all", explanation.allClasses()));
        table(rows);
    }

    private List<String> transfer(String name, ClassTransfer of) {
        List<String> row = new ArrayList<>(List.of(
                name,
                whole(of.samples()),
                percent(of.teacherAccuracy()),
                percent(of.studentAccuracy()),
                whole(of.teacherErrors()),
                errors(of.inherited(), of.inheritedShare())));
        if (explanation.control().isPresent()) {
            row.add(percent(of.controlAccuracy()));
            row.add(errors(of.inheritedByControl(), of.inheritedShareOfControl()));
        }
        return row;
    }

    private static String errors(long count, double share) {
        return Double.isNaN(share) ? NONE : whole(count) + " = " + percent(share);
    }

    private void worst() {
        title("samples learned worst, by their place in the test set from 0");
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("sample", "class", "teacher says", "student says", "divergence"));
        for (Explanation.WorstSample worst : explanation.worst()) {
            rows.add(List.of(
                    Integer.toString(worst.index()),
                    Integer.toString(worst.label()),
                    Integer.toString(worst.teacher()),
                    Integer.toString(worst.student()),
                    number(worst.divergence()) + " nats"));
        }
        table(rows);
    }

    private void title(String words, Object... values) {
        if (!text.isEmpty()) {
            text.append(System.lineSeparator());
        }
        line(words, values);
    }

    private void line(String words, Object... values) {
        text.append(String.format(Locale.ROOT, words, values)).append(System.lineSeparator());
    }

    private void table(List<List<String>> rows) {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(GAP);
            for (int i = 0; i < widths.length; i++) {
                String padding = " ".repeat(widths[i] - row.get(i).length());
                line.append(i == 0 ? row.get(i) + padding : GAP + padding + row.get(i));
            }
            text.append(line.toString().stripTrailing()).append(System.lineSeparator());
        }
    }

    private static List<String> with(String first, List<String> others) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(others);
        return all;
    }

    private static String cka(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.3f", value.getAsDouble()) : NONE;
    }

    private static String percent(double share) {
        return Double.isNaN(share) ? NONE : String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    private static String whole(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }
}
