package io.alambic.bench.producers;

import io.alambic.bench.producers.DigitStudy.Taught;
import io.alambic.bench.report.JsonReport;
import io.alambic.bench.report.RunFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Compares students by the form of the records that their teacher read.
 *
 * @param students what each became; the first is the one to compare with
 */
public record ProducersReport(List<Taught> students) {

    /** Most difference between the accuracies of students, 0..1. */
    private static final double MARGIN = 0.002;

    public ProducersReport {
        students = List.copyOf(students);
    }

    private Taught reference() {
        return students.get(0);
    }

    /** Returns what is wrong. */
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        for (Taught student : students) {
            if (student.form().isExact() && !student.hasImagesOf(reference())) {
                faults.add("the images of %s are not those of %s"
                        .formatted(student.form().title(), reference().form().title()));
            }
            if (!student.hasOrderOf(reference())) {
                faults.add("labels or order of %s are not those of %s"
                        .formatted(student.form().title(), reference().form().title()));
            }
            if (Math.abs(difference(student)) > MARGIN) {
                faults.add(String.format(
                        Locale.ROOT,
                        "the student of %s is %.2f points away from that of %s",
                        student.form().title(),
                        100 * difference(student),
                        reference().form().title()));
            }
        }
        return faults;
    }

    private double difference(Taught student) {
        return student.accuracy() - reference().accuracy();
    }

    /** Returns a table. */
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append("%-26s %10s %12s   %s%n".formatted("records", "accuracy", "difference", "images"));
        for (Taught student : students) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-26s %8.2f %% %+12.2f   %s%n",
                    student.form().title(),
                    100 * student.accuracy(),
                    100 * difference(student),
                    student.hasImagesOf(reference()) ? "the same, bit for bit" : "others"));
        }
        faults().forEach(fault -> text.append("WRONG: %s%n".formatted(fault)));
        return text.toString();
    }

    /**
     * A student in the file of a report.
     *
     * @param pointsAhead of the student of {@code SampleBatch}
     */
    private record Line(String records, double accuracy, double pointsAhead, boolean sameImages) {}

    private record Json(RunFacts facts, List<Line> students, List<String> faults) {}

    /** Returns every figure. */
    public String json(RunFacts facts) {
        return JsonReport.write(new Json(
                facts,
                students.stream()
                        .map(student -> new Line(
                                student.form().toString(),
                                student.accuracy(),
                                100 * difference(student),
                                student.hasImagesOf(reference())))
                        .toList(),
                faults()));
    }
}
