package io.alambic.core.task;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** How far the student's nearest neighbours are the teacher's, by cosine. */
final class NeighbourRecall {

    private static final int NEIGHBOURS = 10;

    /** The newest samples, which are compared with each other; the time grows with their square. */
    private static final int SAMPLES = 128;

    private NeighbourRecall() {}

    /** Returns the recall, 0..1; NaN if there are no two samples. Says nothing about answers that are not finite. */
    static double of(List<AnsweredRows> rows) {
        List<float[]> student = new ArrayList<>();
        List<float[]> teacher = new ArrayList<>();
        for (int part = rows.size() - 1; part >= 0; part--) {
            AnsweredRows answered = rows.get(part);
            if (!answered.isAsWideAs(rows.get(rows.size() - 1))) {
                continue;
            }
            for (int sample = answered.samples() - 1; sample >= 0 && student.size() < SAMPLES; sample--) {
                student.add(direction(answered.studentRow(sample)));
                teacher.add(direction(answered.teacherRow(sample)));
            }
        }
        int samples = student.size();
        int neighbours = Math.min(NEIGHBOURS, samples - 1);
        if (neighbours < 1) {
            return Double.NaN;
        }
        int found = 0;
        for (int sample = 0; sample < samples; sample++) {
            Set<Integer> taught = new HashSet<>(nearest(teacher, sample, neighbours));
            taught.retainAll(nearest(student, sample, neighbours));
            found += taught.size();
        }
        return (double) found / (samples * neighbours);
    }

    private static List<Integer> nearest(List<float[]> directions, int to, int count) {
        double[] cosines = new double[directions.size()];
        for (int i = 0; i < cosines.length; i++) {
            cosines[i] = i == to ? Double.NEGATIVE_INFINITY : dot(directions.get(i), directions.get(to));
        }
        return IntStream.range(0, cosines.length)
                .filter(i -> i != to)
                .boxed()
                .sorted((one, other) -> Double.compare(cosines[other], cosines[one]))
                .limit(count)
                .toList();
    }

    private static float dot(float[] one, float[] other) {
        float sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }

    private static float[] direction(float[] vector) {
        float length = (float) Math.sqrt(dot(vector, vector));
        for (int i = 0; i < vector.length; i++) {
            vector[i] = length == 0 ? 0 : vector[i] / length;
        }
        return vector;
    }
}
