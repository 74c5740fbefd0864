package io.alambic.cli.up;

import io.alambic.cli.file.DescribedService;
import io.alambic.cli.observe.Metrics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** What the services do, as one line: how many samples met which fate, and how good and how fresh the student is. */
final class ProgressLine {

    private static final String TEACHER_SAMPLES = "alambic_teacher_samples_total";
    private static final String MERGED_SAMPLES = "alambic_merge_samples_total";
    private static final String STUDENT_SAMPLES = "alambic_student_samples_total";
    private static final String SPENT = "alambic_teacher_spent_";
    private static final double PERCENT = 100;
    private static final double OLD_SECONDS = 600;
    private static final double SECONDS_PER_MINUTE = 60;

    /** The figure of the held-out samples that each task has first. */
    private static final Map<String, String> HOLDOUT = holdout();

    private ProgressLine() {}

    private static Map<String, String> holdout() {
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("agreement_ratio", "agreement");
        figures.put("r2_ratio", "R²");
        figures.put("mean_cosine_ratio", "mean cosine");
        return figures;
    }

    /** Returns the line; parts that nobody tells are left out. Services begin with their names where there are several of a role. */
    static String of(Map<DescribedService, Metrics> metrics) {
        List<String> parts = new ArrayList<>();
        metrics.forEach((service, known) -> {
            service.profile().ifPresent(name -> parts.add(name + ":"));
            switch (service.role()) {
                case TEACHER -> teacher(parts, known);
                case MERGE -> merge(parts, known);
                case STUDENT -> student(parts, known);
            }
        });
        return String.join("  ", parts);
    }

    private static void teacher(List<String> parts, Metrics metrics) {
        parts.add("%s taught".formatted(count(metrics.count(TEACHER_SAMPLES, "fate", "taught"))));
        others(parts, metrics, TEACHER_SAMPLES, "filtered", "skipped", "dead_lettered");
        waiting(parts, metrics, "alambic_teacher_lag_records", "records wait");
        spent(parts, metrics);
    }

    private static void merge(List<String> parts, Metrics metrics) {
        parts.add("%s merged".formatted(count(metrics.count(MERGED_SAMPLES, "complete", "true"))));
        long incomplete = metrics.count(MERGED_SAMPLES, "complete", "false");
        if (incomplete > 0) {
            parts.add("%s without all teachers".formatted(count(incomplete)));
        }
        waiting(parts, metrics, "alambic_merge_waiting_answers", "answers wait");
    }

    private static void student(List<String> parts, Metrics metrics) {
        parts.add("%s trained on".formatted(count(metrics.count(STUDENT_SAMPLES, "fate", "trained"))));
        others(parts, metrics, STUDENT_SAMPLES, "held_out", "given_up", "dead_lettered");
        waiting(parts, metrics, "alambic_student_lag_records", "records wait");
        figure(parts, "loss %.3f", metrics.value("alambic_student_loss", "term", "total"), 1);
        HOLDOUT.forEach((name, title) -> figure(
                parts,
                title + (title.equals("agreement") ? " %.1f %%" : " %.3f"),
                metrics.value("alambic_student_holdout_" + name),
                title.equals("agreement") ? PERCENT : 1));
        parts.add("version %d".formatted(metrics.count("alambic_student_served_version")));
        metrics.value("alambic_student_freshness_seconds").ifPresent(seconds -> freshness(parts, seconds));
    }

    private static void others(List<String> parts, Metrics metrics, String name, String... fates) {
        for (String fate : fates) {
            long samples = metrics.count(name, "fate", fate);
            if (samples > 0) {
                parts.add("%s %s"
                        .formatted(count(samples), fate.replace('_', ' ').replace("dead lettered", "dead-lettered")));
            }
        }
    }

    private static void waiting(List<String> parts, Metrics metrics, String name, String words) {
        long waiting = metrics.count(name);
        if (waiting > 0) {
            parts.add("%s %s".formatted(count(waiting), words));
        }
    }

    /** What a teacher that costs has cost; tokens where no prices are set. */
    private static void spent(List<String> parts, Metrics teacher) {
        long calls = teacher.count(SPENT + "calls_total");
        if (calls > 0) {
            double money = teacher.value(SPENT + "money_total").orElse(0);
            long tokens =
                    teacher.count(SPENT + "prompt_tokens_total") + teacher.count(SPENT + "completion_tokens_total");
            parts.add("spent %s calls, %s"
                    .formatted(
                            count(calls),
                            money > 0
                                    ? String.format(Locale.ROOT, "%.4f of money", money)
                                    : "%s tokens".formatted(count(tokens))));
        }
    }

    private static void figure(List<String> parts, String pattern, OptionalDouble value, double factor) {
        if (value.isPresent() && Double.isFinite(value.getAsDouble())) {
            parts.add(String.format(Locale.ROOT, pattern, value.getAsDouble() * factor));
        }
    }

    private static void freshness(List<String> parts, double seconds) {
        if (seconds < OLD_SECONDS) {
            parts.add(String.format(Locale.ROOT, "freshness %.1f s", seconds));
        } else if (Double.isFinite(seconds)) {
            parts.add("freshness %,d min".formatted(Math.round(seconds / SECONDS_PER_MINUTE)));
        }
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
