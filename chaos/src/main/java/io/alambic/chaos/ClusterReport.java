package io.alambic.chaos;

import java.util.List;

/** What a run of a whole cluster found. */
public interface ClusterReport {

    /** All of it, to be read. */
    String text();

    /** What is wrong, a sentence each; empty where all is well. */
    List<String> faults();
}
