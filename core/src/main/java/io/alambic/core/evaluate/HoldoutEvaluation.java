package io.alambic.core.evaluate;

import java.util.List;

/**
 * The result of one set of weights on the holdout by segment, so that no sample is computed twice. Immutable.
 */
public final class HoldoutEvaluation {

    /** The result of weights that were never asked. */
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
     * Returns the result on a segment.
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

    /** Returns the figures over all samples. */
    public HoldoutFigures figures() {
        return parts.stream().map(Part::tally).reduce(Tally.NONE, Tally::plus).figures();
    }
}
