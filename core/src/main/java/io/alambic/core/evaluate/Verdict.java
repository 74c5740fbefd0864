package io.alambic.core.evaluate;

/** What becomes of a candidate. */
public sealed interface Verdict {

    /** The candidate serves from now on. */
    record Promote(HoldoutFigures figures) implements Verdict {}

    /** The served weights stay. */
    record Reject(HoldoutFigures figures, String reason) implements Verdict {}
}
