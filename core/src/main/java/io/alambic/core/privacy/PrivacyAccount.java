package io.alambic.core.privacy;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was asked and answered, ever, and what that cost. It keeps counts, which do not lose precision, for each noise that was in use.
 * Used by one thread.
 */
public final class PrivacyAccount {

    private final Map<Noise, Entry> entries = new LinkedHashMap<>();

    /** Noise that votes were counted with. */
    private record Noise(double sigmaThreshold, double sigmaAnswer) {}

    /**
     * What was counted with one noise.
     *
     * @param sigmaThreshold σ1
     * @param sigmaAnswer σ2
     * @param questions answered or not
     * @param answers at most the number of questions
     */
    public record Entry(double sigmaThreshold, double sigmaAnswer, long questions, long answers) {

        /** Rejects counts that cannot be. */
        public Entry {
            if (answers < 0 || questions < answers) {
                throw new IllegalArgumentException(
                        "expected no more answers than questions, but got %d of %d".formatted(answers, questions));
            }
        }

        private RdpCurve cost() {
            return RdpCurve.gaussian(1, sigmaThreshold)
                    .times(questions)
                    .plus(RdpCurve.gaussian(Math.sqrt(2), sigmaAnswer).times(answers));
        }
    }

    /** An account that goes on from where it was. */
    public PrivacyAccount(Collection<Entry> before) {
        before.forEach(entry -> entries.put(new Noise(entry.sigmaThreshold(), entry.sigmaAnswer()), entry));
    }

    /** Returns what is to be kept. */
    public List<Entry> entries() {
        return List.copyOf(entries.values());
    }

    /** Returns ε that all of it cost, at some δ. */
    public double epsilon(double delta) {
        return spent().epsilon(delta);
    }

    /** Returns whether one more question, and its answer, stay within the budget. This depends on nothing that is secret. */
    public boolean affords(PrivateVoting voting) {
        return spent().plus(voting.question()).plus(voting.answer()).epsilon(voting.delta()) <= voting.epsilon();
    }

    /** Records a question. */
    public void spend(PrivateVoting voting, boolean answered) {
        Noise noise = new Noise(voting.sigmaThreshold(), voting.sigmaAnswer());
        Entry before = entries.getOrDefault(noise, new Entry(noise.sigmaThreshold(), noise.sigmaAnswer(), 0, 0));
        entries.put(
                noise,
                new Entry(
                        noise.sigmaThreshold(),
                        noise.sigmaAnswer(),
                        before.questions() + 1,
                        before.answers() + (answered ? 1 : 0)));
    }

    private RdpCurve spent() {
        RdpCurve all = RdpCurve.ZERO;
        for (Entry entry : entries.values()) {
            all = all.plus(entry.cost());
        }
        return all;
    }
}
