package io.alambic.cli.report;

import io.alambic.cli.observe.Metrics;

/**
 * The training figures of a student service at one moment; NaN marks an unknown figure.
 *
 * @param trained samples trained on, without augmented ones
 * @param heldOut samples held out
 * @param refused samples that the student could not learn from
 * @param steps training steps so far
 * @param servedStep training step of the served weights
 * @param rejected number of candidates that were not promoted
 * @param total total loss, smoothed
 * @param output term of the loss
 * @param feature term of the loss
 * @param label term of the loss
 * @param holdout the task's figure of the held-out samples, against the teacher
 * @param freshnessSeconds age of the newest sample in the served weights
 */
public record StudentFigures(
        long trained,
        long heldOut,
        long refused,
        long steps,
        long servedStep,
        long rejected,
        double total,
        double output,
        double feature,
        double label,
        double holdout,
        double freshnessSeconds) {

    private static final String SAMPLES = "alambic_student_samples_total";

    public static StudentFigures of(Metrics metrics, QuickstartTask task) {
        return new StudentFigures(
                Math.max(
                        0,
                        metrics.count(SAMPLES, "fate", "trained")
                                - metrics.count("alambic_student_augmented_samples_total")),
                metrics.count(SAMPLES, "fate", "held_out"),
                metrics.count(SAMPLES, "fate", "dead_lettered"),
                metrics.count("alambic_student_steps_total"),
                metrics.count("alambic_student_served_step"),
                metrics.count("alambic_student_promotions_total", "outcome", "rejected"),
                loss(metrics, "total"),
                loss(metrics, "output"),
                loss(metrics, "feature"),
                loss(metrics, "label"),
                metrics.value(task.holdoutMetric()).orElse(Double.NaN),
                metrics.value("alambic_student_freshness_seconds").orElse(Double.NaN));
    }

    /** Returns the number of samples that have reached their final state. */
    public long settled() {
        return trained + heldOut + refused;
    }

    private static double loss(Metrics metrics, String term) {
        return metrics.value("alambic_student_loss", "term", term).orElse(Double.NaN);
    }
}
