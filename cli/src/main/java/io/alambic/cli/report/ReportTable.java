package io.alambic.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Formats the report for people. */
public final class ReportTable {

    private static final String ROW = "  %-20s %10s %12s %12s %12s %12s%n";

    private ReportTable() {}

    /** Returns the whole text, ending with a line break. */
    public static String of(QuickstartReport report) {
        StringBuilder text = new StringBuilder();
        row(text, "", "accuracy", "parameters", "bytes", "gRPC p50", "gRPC p99");
        QuickstartReport.Teacher teacher = report.teacher();
        row(
                text,
                "teacher",
                percent(teacher.accuracy()),
                whole(teacher.parameters()),
                whole(teacher.bytes()),
                "-",
                "-");
        QuickstartReport.Student student = report.student();
        row(
                text,
                "distilled student",
                percent(student.accuracy()),
                whole(student.parameters()),
                whole(student.bytes()),
                millis(report.grpcMillis().p50()),
                millis(report.grpcMillis().p99()));
        QuickstartReport.LabelsOnly labels = report.labelsOnly();
        row(
                text,
                "labels-only student",
                percent(labels.accuracy()),
                whole(labels.parameters()),
                whole(labels.bytes()),
                millis(labels.grpcMillis().p50()),
                millis(labels.grpcMillis().p99()));
        text.append(System.lineSeparator());
        for (String line : lines(report)) {
            text.append("  ").append(line).append(System.lineSeparator());
        }
        return text.toString();
    }

    private static List<String> lines(QuickstartReport report) {
        List<String> lines = new ArrayList<>(List.of(
                "agreement with the teacher on held-out samples: "
                        + percent(report.student().agreement()),
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
