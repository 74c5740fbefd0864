package io.alambic.bench.comparison;

import java.util.List;

/** The comparisons within this process. */
public final class Comparisons {

    /** All of them, in the order in which they run. */
    public static final List<Comparison> ALL = List.of(new TrainStep(), new SideBySide());

    private Comparisons() {}
}
