package io.alambic.cli.report;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * The tasks of the quickstart, with the two figures by which a run reports each of them: one of the test set, and one of the samples
 * that the student holds out, which says how close it is to its teacher.
 */
public enum QuickstartTask {
    /** A class for each sample. */
    CLASSIFICATION("agreement_ratio"),
    /** A vector for each sample. */
    EMBEDDING("mean_cosine_ratio"),
    /** A class for each place of a sample. */
    DENSE("agreement_ratio"),
    /** Numbers for each sample. */
    REGRESSION("r2_ratio");

    /**
     * A figure, of which more is better and 1 is the best.
     *
     * @param key in {@code report.json}
     * @param title in the table
     * @param percent whether it is a share
     */
    public record Figure(String key, String title, boolean percent) {

        /** Returns a value as text; "-" if it is not known. */
        public String text(double value) {
            if (!Double.isFinite(value)) {
                return "-";
            }
            return percent
                    ? String.format(Locale.ROOT, "%.2f %%", 100 * value)
                    : String.format(Locale.ROOT, "%.3f", value);
        }
    }

    private static final Figure AGREEMENT = new Figure("agreement", "agreement", true);

    private final String holdoutMetric;

    QuickstartTask(String holdoutMetric) {
        this.holdoutMetric = "alambic_student_holdout_" + holdoutMetric;
    }

    /** Returns the figure of the test set. */
    public Figure test() {
        return switch (this) {
            case CLASSIFICATION -> new Figure("accuracy", "accuracy", true);
            case EMBEDDING -> new Figure("recallAt10", "recall@10", true);
            case DENSE -> new Figure("meanIou", "mean IoU", true);
            case REGRESSION -> new Figure("r2", "R²", false);
        };
    }

    /** Returns the figure of the held-out samples, against the teacher. */
    public Figure holdout() {
        return switch (this) {
            case CLASSIFICATION, DENSE -> AGREEMENT;
            case EMBEDDING -> new Figure("meanCosine", "mean cosine", false);
            case REGRESSION -> new Figure("teacherR2", "R²", false);
        };
    }

    /** Returns the student's metric with {@link #holdout()}. */
    String holdoutMetric() {
        return holdoutMetric;
    }

    /** Returns whether samples have labels, from which a student could learn without a teacher. */
    public boolean hasLabels() {
        return this != EMBEDDING;
    }

    /** Returns the output of the student that says most. */
    public String answer() {
        return this == CLASSIFICATION || this == DENSE ? "probabilities" : "logits";
    }

    /** Returns its name in settings, on the command line and in the report. */
    @Override
    @JsonValue
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
