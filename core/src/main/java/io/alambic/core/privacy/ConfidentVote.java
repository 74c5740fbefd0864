package io.alambic.core.privacy;

import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * Answers with the class that most teachers vote for, where enough do, through noise: Confident-GNMax. Of equal noisy counts one is drawn,
 * so that no class is preferred. Thread safe if its generator is.
 */
public final class ConfidentVote {

    private final long threshold;
    private final DiscreteGaussian onThreshold;
    private final DiscreteGaussian onAnswer;
    private final RandomGenerator random;

    /**
     * A vote.
     *
     * @param random cryptographically secure, unless in a test
     */
    public ConfidentVote(PrivateVoting voting, RandomGenerator random) {
        this.threshold = voting.threshold();
        this.onThreshold = new DiscreteGaussian(voting.sigmaThreshold(), random);
        this.onAnswer = new DiscreteGaussian(voting.sigmaAnswer(), random);
        this.random = random;
    }

    /**
     * Returns the class, or nothing where too few teachers agree.
     *
     * @param votes of each class
     */
    public OptionalInt answer(long[] votes) {
        long most = Long.MIN_VALUE;
        for (long count : votes) {
            most = Math.max(most, count);
        }
        return most + onThreshold.next() >= threshold ? OptionalInt.of(noisyLargest(votes)) : OptionalInt.empty();
    }

    private int noisyLargest(long[] votes) {
        long largest = Long.MIN_VALUE;
        int answer = 0;
        int equal = 0;
        for (int c = 0; c < votes.length; c++) {
            long noisy = votes[c] + onAnswer.next();
            if (noisy > largest) {
                largest = noisy;
                equal = 0;
            }
            if (noisy == largest && random.nextInt(++equal) == 0) {
                answer = c;
            }
        }
        return answer;
    }
}
