package io.alambic.datasets.targets;

/** The coefficient of determination, 1 − Σ (answer − label)² / Σ (label − mean label)², mean over the numbers of an answer. */
final class Determination implements Score {

    private final double[] sums;
    private final double[] squares;
    private final double[] errors;
    private long samples;

    /** Creates a score of answers of so many numbers. */
    Determination(int numbers) {
        this.sums = new double[numbers];
        this.squares = new double[numbers];
        this.errors = new double[numbers];
    }

    @Override
    public void add(float[] answer, float[] target) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += target[i];
            squares[i] += (double) target[i] * target[i];
            errors[i] += ((double) answer[i] - target[i]) * ((double) answer[i] - target[i]);
        }
        samples++;
    }

    @Override
    public double value() {
        double sum = 0;
        for (int i = 0; i < sums.length; i++) {
            sum += 1 - errors[i] / (squares[i] - sums[i] * sums[i] / samples);
        }
        return samples < 2 ? Double.NaN : sum / sums.length;
    }
}
