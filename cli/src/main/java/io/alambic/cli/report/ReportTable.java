package io.alambic.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Formats the report for people. */
public final class ReportTable {

    private static final String ROW = "  %-20s %10s %12s %12s %12s %12s%n";

    private ReportTable() {}

    /** Returns the whole text, ending with a line break. */
    public static String of(QuickstartReport report) {
        StringBuilder text = new StringBuilder();
        QuickstartTask.Figure figure = report.task().test();
        row(text, "", figure.title(), "parameters", "bytes", "gRPC p50", "gRPC p99");
        QuickstartReport.Teacher teacher = report.teacher();
        row(
                text,
                "teacher",
                text(figure, teacher.figures()),
                whole(teacher.parameters()),
                whole(teacher.bytes()),
                "-",
                "-");
        QuickstartReport.Student student = report.student();
        row(
                text,
                "distilled student",
                text(figure, student.figures()),
                whole(student.parameters()),
                whole(student.bytes()),
                millis(report.grpcMillis().p50()),
                millis(report.grpcMillis().p99()));
        QuickstartReport.LabelsOnly labels = report.labelsOnly();
        if (labels != null) {
            row(
                    text,
                    "labels-only student",
                    text(figure, labels.figures()),
                    whole(labels.parameters()),
                    whole(labels.bytes()),
                    millis(labels.grpcMillis().p50()),
                    millis(labels.grpcMillis().p99()));
        }
        report.baselines().forEach((name, figures) -> row(text, name, text(figure, figures), "-", "-", "-", "-"));
        text.append(System.lineSeparator());
        for (String line : lines(report)) {
            text.append("  ").append(line).append(System.lineSeparator());
        }
        return text.toString();
    }

    private static List<String> lines(QuickstartReport report) {
        QuickstartTask.Figure holdout = report.task().holdout();
        List<String> lines = new ArrayList<>(List.of(
                holdout.title() + " with the teacher on held-out samples: "
                        + text(holdout, report.student().figures()),
                "the student reads: " + report.student().reads(),
                "samples: " + report.records().teacherSide(),
                "samples: " + report.records().studentSide(),
                format(
                        "throughput: %,.0f samples/s from producer to trained student",
                        report.throughput().samplesPerSecond()),
                format(
                        "freshness of the answering weights: p50 %.2f s, p99 %.2f s",
                        report.freshnessSeconds().p50(),
                        report.freshnessSeconds().p99()),
                format("versions of the weights that answered: %d", report.versionsServed())));
        if (report.padding() != null) {
            double teacher = report.teacher().samplesPerSecond();
            double student = report.student().samplesPerSecond();
            lines.add(format(
                    "the models alone, in turns: teacher %,.0f samples/s, student %,.0f samples/s, %,.0f times as many",
                    teacher, student, student / teacher));
            lines.add("padding: " + percent(report.padding().share()) + " of what was computed");
        }
        return lines;
    }

    private static void row(StringBuilder text, Object... cells) {
        text.append(format(ROW, cells));
    }

    private static String text(QuickstartTask.Figure figure, Map<String, Double> figures) {
        Double value = figures.get(figure.key());
        return figure.text(value == null ? Double.NaN : value);
    }

    private static String percent(double share) {
        return format("%.2f %%", 100 * share);
    }

    private static String whole(long value) {
        return format("%,d", value);
    }

    private static String millis(double value) {
        return format("%.2f ms", value);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
