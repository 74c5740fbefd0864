package io.alambic.core.evaluate;

import java.util.List;

/**
 * How one set of weights did on the holdout, segment by segment, so that what it has answered once need not be asked
 * again. Immutable.
 */
public final class HoldoutEvaluation {

    /** Of weights that were never asked. */
    public static final HoldoutEvaluation NONE = new HoldoutEvaluation(List.of());

    private final List<Part> parts;

    HoldoutEvaluation(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /**
     * The answers to the first samples of a segment.
     *
     * @param filling which time it was filled
     */
    record Part(HoldoutSegment segment, long filling, Tally tally) {}

    /**
     * What is known about a segment.
     *
     * @param filling which time it was filled
     */
    Tally about(HoldoutSegment segment, long filling) {
        return parts.stream()
                .filter(part -> part.segment() == segment && part.filling() == filling)
                .map(Part::tally)
                .findFirst()
                .orElse(Tally.NONE);
    }

    /** Over all samples. */
    public HoldoutFigures figures() {
        return parts.stream().map(Part::tally).reduce(Tally.NONE, Tally::plus).figures();
    }
}
