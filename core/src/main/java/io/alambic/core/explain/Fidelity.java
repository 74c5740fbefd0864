package io.alambic.core.explain;

import java.util.Arrays;

/**
 * How near a student's answers come to its teacher's (agreement and divergence: Stanton et al. 2021, "Does Knowledge Distillation Really
 * Work?"), where top_k are the k classes with the largest logits:
 *
 * <pre>
 * agreement  = 1/n Σ_i [ argmax s_i = argmax t_i ]
 * overlap    = 1/n Σ_i | top_k(s_i) ∩ top_k(t_i) | / k
 * divergence = 1/n Σ_i KL( softmax(t_i) ‖ softmax(s_i) )
 * </pre>
 *
 * @param samples n
 * @param agreement share 0..1
 * @param likeliest k
 * @param overlap share 0..1
 * @param divergence nats, at least 0 but for rounding
 */
public record Fidelity(int samples, double agreement, int likeliest, double overlap, double divergence) {

    /**
     * Compares answers to the same samples.
     *
     * @param likeliest k, at least 1 and at most all classes
     * @throws IllegalArgumentException if there are no samples, numbers of samples or classes differ, or there are fewer than k classes
     */
    public static Fidelity of(ClassLogits teacher, ClassLogits student, int likeliest) {
        if (teacher.classes() != student.classes()
                || teacher.samples() != student.samples()
                || teacher.samples() == 0) {
            throw new IllegalArgumentException(
                    "expected answers to the same samples, at least one, but the teacher has %d of %d classes and the student %d of %d"
                            .formatted(teacher.samples(), teacher.classes(), student.samples(), student.classes()));
        }
        if (likeliest < 1 || likeliest > teacher.classes()) {
            throw new IllegalArgumentException("expected 1 to %d of the likeliest classes to compare, but got %d"
                    .formatted(teacher.classes(), likeliest));
        }
        int agreed = 0;
        long common = 0;
        double divergence = 0;
        for (int sample = 0; sample < teacher.samples(); sample++) {
            agreed += teacher.top(sample) == student.top(sample) ? 1 : 0;
            common += common(teacher.top(sample, likeliest), student.top(sample, likeliest));
            divergence += divergence(teacher, student, sample);
        }
        double samples = teacher.samples();
        return new Fidelity(
                teacher.samples(), agreed / samples, likeliest, common / samples / likeliest, divergence / samples);
    }

    private static long common(int[] some, int[] others) {
        return Arrays.stream(some)
                .filter(one -> Arrays.stream(others).anyMatch(other -> other == one))
                .count();
    }

    /** Returns the divergence of the answers to one sample, in nats. */
    public static double divergence(ClassLogits teacher, ClassLogits student, int sample) {
        double[] expected = teacher.logProbabilities(sample);
        double[] actual = student.logProbabilities(sample);
        double sum = 0;
        for (int i = 0; i < expected.length; i++) {
            sum += Math.exp(expected[i]) * (expected[i] - actual[i]);
        }
        return sum;
    }
}
