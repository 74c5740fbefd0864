package io.alambic.models.text;

import java.util.Arrays;

/** Probabilities of classes, of which only the larger ones are known. */
public final class ClassMass {

    /** As the logarithm of a float's least number, so that a class which cannot be has a finite logit. */
    private static final double LEAST = Float.MIN_NORMAL;

    private ClassMass() {}

    /**
     * Returns the logarithm of each class's probability. A class without mass gets a part of what is left, and no more than the least that is
     * known. The probabilities are divided by their sum.
     *
     * @param mass of each class, at least 0, of which one is above 0
     * @param left mass that none of the known ones has, at least 0
     * @param least of the known ones
     */
    public static float[] logits(double[] mass, double left, double least) {
        long unseen = Arrays.stream(mass).filter(each -> each == 0).count();
        double part = unseen == 0 ? 0 : Math.max(LEAST, Math.min(left / unseen, least));
        double[] whole =
                Arrays.stream(mass).map(each -> each == 0 ? part : each).toArray();
        double sum = Arrays.stream(whole).sum();
        float[] logits = new float[whole.length];
        for (int i = 0; i < whole.length; i++) {
            logits[i] = (float) Math.log(Math.max(LEAST, whole[i] / sum));
        }
        return logits;
    }
}
