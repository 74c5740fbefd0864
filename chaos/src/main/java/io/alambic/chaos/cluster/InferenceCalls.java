package io.alambic.chaos.cluster;

import java.util.ArrayList;
import java.util.List;

/**
 * Outcomes of the inference calls of a run.
 *
 * @param answered calls that were answered
 * @param refused calls that no server accepted while the student was down
 * @param brokenOff calls that a killed or stopped student left unanswered
 * @param failed calls that failed for any other reason
 * @param brokenOffByStops those of {@code brokenOff} whose student was stopped cleanly
 * @param lostInOutages calls that failed while only the brokers were down
 */
public record InferenceCalls(
        long answered, long refused, long brokenOff, long failed, long brokenOffByStops, long lostInOutages) {

    /** Returns what is wrong, one sentence each. */
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        if (answered == 0) {
            faults.add("no inference call was answered");
        }
        if (failed > 0) {
            faults.add("%,d inference calls failed, not because the student was away".formatted(failed));
        }
        if (brokenOffByStops > 0) {
            faults.add("%,d inference calls were taken, but not answered by a student that was stopped"
                    .formatted(brokenOffByStops));
        }
        if (lostInOutages > 0) {
            faults.add("%,d inference calls were not answered while the brokers were away".formatted(lostInOutages));
        }
        return faults;
    }

    /** Returns a line of the report. */
    public String text() {
        return "inference calls answered %,d, tried again %,d, broken off by kills %,d, failed %,d"
                .formatted(answered, refused, brokenOff - brokenOffByStops, failed);
    }
}
