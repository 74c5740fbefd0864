package io.alambic.chaos.cluster;

import java.util.List;

/** Result of a run of a whole cluster. */
public interface ClusterReport {

    /** Returns the report as text. */
    String text();

    /** Returns what is wrong, one sentence each; empty if there are no faults. */
    List<String> faults();
}
