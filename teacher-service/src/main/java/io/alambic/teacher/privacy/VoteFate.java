package io.alambic.teacher.privacy;

import java.util.Locale;

/** What became of the votes on a sample. */
public enum VoteFate {
    /** A class was drawn. */
    ANSWERED,
    /** Too few teachers agreed, as far as could be told through noise. */
    NO_CONSENSUS,
    /** A further question would exceed the budget; the votes were not looked at. */
    NO_BUDGET;

    /** Returns the name in metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
