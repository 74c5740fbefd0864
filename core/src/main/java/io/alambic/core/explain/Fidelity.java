package io.alambic.core.explain;

/**
 * How near a student's answers come to its teacher's (Stanton et al. 2021, "Does Knowledge Distillation Really Work?"):
 *
 * <pre>
 * agreement  = 1/n Σ_i [ argmax s_i = argmax t_i ]
 * divergence = 1/n Σ_i KL( softmax(t_i) ‖ softmax(s_i) )
 * </pre>
 *
 * @param samples n
 * @param agreement share 0..1
 * @param divergence nats, at least 0 but for rounding
 */
public record Fidelity(int samples, double agreement, double divergence) {

    /**
     * Compares answers to the same samples.
     *
     * @throws IllegalArgumentException if there are none, or numbers of samples or classes differ
     */
    public static Fidelity of(ClassLogits teacher, ClassLogits student) {
        if (teacher.classes() != student.classes()
                || teacher.samples() != student.samples()
                || teacher.samples() == 0) {
            throw new IllegalArgumentException(
                    "expected answers to the same samples, at least one, but the teacher has %d of %d classes and the student %d of %d"
                            .formatted(teacher.samples(), teacher.classes(), student.samples(), student.classes()));
        }
        int agreed = 0;
        double divergence = 0;
        for (int sample = 0; sample < teacher.samples(); sample++) {
            agreed += teacher.top(sample) == student.top(sample) ? 1 : 0;
            divergence += divergence(teacher.logProbabilities(sample), student.logProbabilities(sample));
        }
        return new Fidelity(teacher.samples(), (double) agreed / teacher.samples(), divergence / teacher.samples());
    }

    private static double divergence(double[] teacher, double[] student) {
        double sum = 0;
        for (int i = 0; i < teacher.length; i++) {
            sum += Math.exp(teacher[i]) * (teacher[i] - student[i]);
        }
        return sum;
    }
}
