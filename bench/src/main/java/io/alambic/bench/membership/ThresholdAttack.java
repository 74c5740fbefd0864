package io.alambic.bench.membership;

import java.util.Arrays;

/**
 * How well members are told from others by the loss of a model alone: what it was trained on has smaller losses (Yeom et al. 2018,
 * arXiv:1709.01604).
 *
 * <pre>
 * auc = P( loss of a member &lt; loss of another ) + ½ P( both are equal )
 * tpr = the largest share of members below a threshold, below which at most 1 % of the others are (Carlini et al. 2022, arXiv:2112.03570)
 * </pre>
 *
 * @param auc from 0 to 1; 0.5 where nothing is told
 * @param tpr share of the members, from 0 to 1; 0.01 where nothing is told
 */
public record ThresholdAttack(double auc, double tpr) {

    private static final double FALSE_POSITIVES = 0.01;

    /**
     * Attacks a model.
     *
     * @param members losses on samples that were learned from, at least one
     * @param others losses on samples that were not, at least one
     */
    public static ThresholdAttack of(double[] members, double[] others) {
        double[] sorted = others.clone();
        Arrays.sort(sorted);
        double below = 0;
        int found = 0;
        double threshold = sorted[(int) (FALSE_POSITIVES * sorted.length)];
        for (double member : members) {
            int smaller = countBelow(sorted, member);
            int equal = countBelow(sorted, Math.nextUp(member)) - smaller;
            below += sorted.length - smaller - equal + equal / 2.0;
            found += member < threshold ? 1 : 0;
        }
        return new ThresholdAttack(below / members.length / sorted.length, (double) found / members.length);
    }

    private static int countBelow(double[] sorted, double limit) {
        int from = 0;
        int to = sorted.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (sorted[middle] < limit) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }
}
