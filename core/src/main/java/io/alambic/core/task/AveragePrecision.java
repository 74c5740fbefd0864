package io.alambic.core.task;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Average precision: {@code Σ (R_n − R_{n−1}) · P_n} over the distinct scores of a class, from the highest, with the recall R and the
 * precision P of all samples down to that score.
 */
final class AveragePrecision {

    private record Scored(float score, boolean positive) {}

    private AveragePrecision() {}

    /** Returns the mean over the classes that have a positive label; NaN if none has. */
    static double mean(List<AnsweredRows> rows) {
        int classes = rows.isEmpty() ? 0 : rows.get(0).studentWidth();
        double sum = 0;
        int counted = 0;
        for (int c = 0; c < classes; c++) {
            double precision = of(scores(rows, c));
            if (!Double.isNaN(precision)) {
                sum += precision;
                counted++;
            }
        }
        return counted == 0 ? Double.NaN : sum / counted;
    }

    private static List<Scored> scores(List<AnsweredRows> rows, int c) {
        List<Scored> scores = new ArrayList<>();
        for (AnsweredRows part : rows) {
            for (int sample = 0; sample < part.samples() && part.hasLabels(); sample++) {
                int at = sample * part.studentWidth() + c;
                if (part.label(at) >= 0) {
                    scores.add(new Scored(part.student(at), part.label(at) > 0));
                }
            }
        }
        return scores;
    }

    private static double of(List<Scored> scores) {
        scores.sort(Comparator.comparing(scored -> -scored.score()));
        long positives = scores.stream().filter(Scored::positive).count();
        double precision = 0;
        int found = 0;
        int before = 0;
        for (int i = 0; i < scores.size(); i++) {
            found += scores.get(i).positive() ? 1 : 0;
            boolean isLastOfScore = i + 1 == scores.size()
                    || scores.get(i + 1).score() != scores.get(i).score();
            if (isLastOfScore) {
                precision += (found - before) * (double) found / (i + 1);
                before = found;
            }
        }
        return positives == 0 ? Double.NaN : precision / positives;
    }
}
