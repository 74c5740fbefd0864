package io.alambic.core.evaluate;

import io.alambic.core.figures.HoldoutFigures;

/** The decision about a candidate. */
public sealed interface Verdict {

    /** The candidate serves. */
    record Promote(HoldoutFigures figures) implements Verdict {}

    /** The served weights stay. */
    record Reject(HoldoutFigures figures, String reason) implements Verdict {}
}
