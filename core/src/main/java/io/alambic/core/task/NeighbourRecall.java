package io.alambic.core.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** How far the student's nearest neighbours are the teacher's. */
public final class NeighbourRecall {

    private static final int NEIGHBOURS = 10;

    /** The newest samples, which are compared with each other; the time grows with their square. */
    private static final int SAMPLES = 128;

    private NeighbourRecall() {}

    /** Returns the recall by cosine, 0..1; NaN if there are no two samples. Says nothing about answers that are not finite. */
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
        return of(
                student.size(),
                (one, other) -> dot(student.get(one), student.get(other)),
                (one, other) -> dot(teacher.get(one), teacher.get(other)));
    }

    /**
     * Returns the recall among some samples: the time grows with the square of their number.
     *
     * @param samples number of samples
     * @param student by whom neighbours are looked for
     * @param teacher by whom they are neighbours
     * @return 0..1; NaN if there are no two samples
     */
    public static double of(int samples, Similarity student, Similarity teacher) {
        int neighbours = Math.min(NEIGHBOURS, samples - 1);
        if (neighbours < 1) {
            return Double.NaN;
        }
        int found = 0;
        for (int sample = 0; sample < samples; sample++) {
            Set<Integer> taught = new HashSet<>(nearest(teacher, samples, sample, neighbours));
            taught.retainAll(nearest(student, samples, sample, neighbours));
            found += taught.size();
        }
        return (double) found / (samples * neighbours);
    }

    private static List<Integer> nearest(Similarity similarity, int samples, int to, int count) {
        double[] similarities = new double[samples];
        for (int i = 0; i < samples; i++) {
            similarities[i] = i == to ? Double.NEGATIVE_INFINITY : similarity.between(i, to);
        }
        return IntStream.range(0, samples)
                .filter(i -> i != to)
                .boxed()
                .sorted((one, other) -> Double.compare(similarities[other], similarities[one]))
                .limit(count)
                .toList();
    }

    /** How alike two samples of a set are. */
    @FunctionalInterface
    public interface Similarity {

        /** Returns more for samples that are more alike. */
        double between(int one, int other);

        /** Returns the cosine between vectors, one for each sample; that of a vector of zeros is 0. */
        static Similarity cosine(float[][] vectors) {
            List<float[]> directions = Arrays.stream(vectors)
                    .map(float[]::clone)
                    .map(NeighbourRecall::direction)
                    .toList();
            return (one, other) -> dot(directions.get(one), directions.get(other));
        }
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
