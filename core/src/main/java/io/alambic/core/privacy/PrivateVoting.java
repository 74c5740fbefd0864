package io.alambic.core.privacy;

/**
 * How private votes are counted: Confident-GNMax (Papernot et al. 2018, arXiv:1802.08908, algorithm 1). Neighbours are sets of teachers
 * of which one, trained on other data, votes otherwise.
 *
 * @param threshold fewest votes, with noise, that the class with most votes needs, at least 1
 * @param sigmaThreshold σ1: standard deviation of the noise on these votes
 * @param sigmaAnswer σ2: standard deviation of the noise on the votes of each class, of which the largest is the answer
 * @param epsilon ε that all questions and answers together may cost
 * @param delta δ, greater than 0 and less than 1
 */
public record PrivateVoting(int threshold, double sigmaThreshold, double sigmaAnswer, double epsilon, double delta) {

    /** Larger noise would be drawn from numbers that do not fit. */
    private static final double LARGEST = 1e9;

    private static final double SMALLEST = 1e-3;

    /** Rejects numbers with which nothing is promised. */
    public PrivateVoting {
        if (threshold < 1) {
            throw new IllegalArgumentException("expected a threshold of at least 1 vote, but got " + threshold);
        }
        requireNoise(sigmaThreshold);
        requireNoise(sigmaAnswer);
        if (!(epsilon > 0) || Double.isInfinite(epsilon)) {
            throw new IllegalArgumentException("expected an epsilon greater than 0, but got " + epsilon);
        }
        if (!(delta > 0 && delta < 1)) {
            throw new IllegalArgumentException("expected a delta between 0 and 1, but got " + delta);
        }
    }

    private static void requireNoise(double sigma) {
        if (!(sigma >= SMALLEST && sigma <= LARGEST)) {
            throw new IllegalArgumentException(
                    "expected a sigma from %s to %s votes, but got %s".formatted(SMALLEST, LARGEST, sigma));
        }
    }

    /** Returns the cost of a question, answered or not: one teacher moves the largest number of votes by at most 1, so α / (2σ1²). */
    public RdpCurve question() {
        return RdpCurve.gaussian(1, sigmaThreshold);
    }

    /** Returns what an answer costs more: one teacher moves a vote from one class to another, by √2, so α / σ2² (proposition 8). */
    public RdpCurve answer() {
        return RdpCurve.gaussian(Math.sqrt(2), sigmaAnswer);
    }
}
