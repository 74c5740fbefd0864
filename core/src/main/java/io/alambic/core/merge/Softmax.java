package io.alambic.core.merge;

/** Probabilities of logits. */
final class Softmax {

    private Softmax() {}

    /** Returns exp(z_c) / Σ exp(z), in the same order; 0 for negative infinity and NaN. */
    static double[] of(float[] logits) {
        float largest = logits[likeliest(logits)];
        double[] probabilities = new double[logits.length];
        double sum = 0;
        for (int c = 0; c < logits.length; c++) {
            probabilities[c] = Float.isNaN(logits[c]) ? 0 : Math.exp((double) logits[c] - largest);
            sum += probabilities[c];
        }
        for (int c = 0; c < logits.length; c++) {
            probabilities[c] /= sum;
        }
        return probabilities;
    }

    /** Returns the class of the largest logit, the lowest of equal ones; NaN is none. */
    static int likeliest(float[] logits) {
        int likeliest = 0;
        for (int c = 1; c < logits.length; c++) {
            if (logits[c] > logits[likeliest] || Float.isNaN(logits[likeliest])) {
                likeliest = c;
            }
        }
        return likeliest;
    }

    /** Returns ln p, negative infinity for 0. */
    static float[] logarithms(double[] probabilities) {
        float[] logits = new float[probabilities.length];
        for (int c = 0; c < logits.length; c++) {
            logits[c] = (float) Math.log(probabilities[c]);
        }
        return logits;
    }

    /** Returns Σ_t share_t · softmax(z_t). */
    static double[] mixture(float[][] logits, double[] shares) {
        double[] mixture = new double[logits[0].length];
        for (int t = 0; t < logits.length; t++) {
            double[] probabilities = of(logits[t]);
            for (int c = 0; c < mixture.length; c++) {
                mixture[c] += shares[t] * probabilities[c];
            }
        }
        return mixture;
    }
}
