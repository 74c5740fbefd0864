package io.alambic.student.canary;

/** Picks a share of what comes, evenly and without chance. Thread safe. */
final class Share {

    private final double share;
    private double owed;

    /** @param share from 0 to 1 */
    Share(double share) {
        this.share = share;
    }

    /** Whether so many calls, which go together, are of the share. */
    synchronized boolean takes(int calls) {
        owed += share * calls;
        if (share == 0 || owed < calls * (1 - Math.ulp(1f))) {
            return false;
        }
        owed -= calls;
        return true;
    }
}
