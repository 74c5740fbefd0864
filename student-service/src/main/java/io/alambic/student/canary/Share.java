package io.alambic.student.canary;

/** Selects a share of the calls, evenly and deterministically. Thread safe. */
final class Share {

    private final double share;
    private double owed;

    /** Creates a selection of a share from 0 to 1. */
    Share(double share) {
        this.share = share;
    }

    /** Returns whether this batch of calls belongs to the share. */
    synchronized boolean takes(int calls) {
        owed += share * calls;
        if (share == 0 || owed < calls * (1 - Math.ulp(1f))) {
            return false;
        }
        owed -= calls;
        return true;
    }
}
