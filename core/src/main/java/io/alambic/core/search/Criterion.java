package io.alambic.core.search;

import io.alambic.core.figures.Figure;
import io.alambic.core.figures.HoldoutFigures;
import java.util.Comparator;
import java.util.Optional;

/**
 * By which figure on the holdout candidates are compared. Where it is equal, the other figures decide in their order. Figures that
 * are not finite are the worst.
 *
 * @param figure of the task; the one that decides about promotion if empty
 */
public record Criterion(Optional<Figure> figure) {

    /** The figure that decides about promotion. */
    public static final Criterion DECISIVE = new Criterion(Optional.empty());

    private static final Comparator<HoldoutFigures> FINITE_FIRST = Comparator.comparing(figures -> !figures.isFinite());

    /** The better figures first. */
    public Comparator<HoldoutFigures> bestFirst() {
        Comparator<HoldoutFigures> inOrder = (one, other) -> one.bestFirst().compare(one, other);
        return figure.map(chosen -> FINITE_FIRST
                        .thenComparing(HoldoutFigures.bestFirst(chosen))
                        .thenComparing(inOrder))
                .orElseGet(() -> FINITE_FIRST.thenComparing(inOrder));
    }
}
