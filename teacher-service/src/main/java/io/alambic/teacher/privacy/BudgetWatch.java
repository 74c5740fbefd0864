package io.alambic.teacher.privacy;

import java.util.Optional;

/** Remembers whether a budget is spent. Thread safe. */
public final class BudgetWatch implements PrivacyListener {

    private final PrivacyListener others;
    private volatile String notice;

    /** A watch that tells others all that it is told. */
    public BudgetWatch(PrivacyListener others) {
        this.others = others;
    }

    @Override
    public void decided(VoteFate fate, int knowledgeBytes) {
        others.decided(fate, knowledgeBytes);
    }

    @Override
    public void spent(double epsilon, boolean exhausted) {
        notice = exhausted
                ? "the privacy budget is spent: answers cost an epsilon of %.4f, and no sample is answered any more"
                        .formatted(epsilon)
                : null;
        others.spent(epsilon, exhausted);
    }

    /** Returns a sentence once the budget is spent. */
    public Optional<String> notice() {
        return Optional.ofNullable(notice);
    }
}
