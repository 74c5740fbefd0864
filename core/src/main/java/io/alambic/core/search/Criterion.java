package io.alambic.core.search;

import io.alambic.core.evaluate.HoldoutFigures;
import java.util.Comparator;

/** By which figure on the holdout candidates are compared. Figures that are not finite are the worst. */
public enum Criterion {
    /** The share on which the teacher is agreed with; where that is equal, the divergence. */
    AGREEMENT,
    /** The share that is classified as labelled; where that is equal, or no sample has a label, agreement. */
    ACCURACY,
    /** The divergence from the teacher. */
    KL;

    private static final Comparator<HoldoutFigures> FINITE_FIRST =
            Comparator.comparing(figures -> !Double.isFinite(figures.klNats()));
    private static final Comparator<HoldoutFigures> BY_KL = Comparator.comparingDouble(HoldoutFigures::klNats);
    private static final Comparator<HoldoutFigures> BY_AGREEMENT =
            Comparator.comparingDouble(HoldoutFigures::agreement).reversed();
    private static final Comparator<HoldoutFigures> BY_ACCURACY =
            Comparator.comparingDouble(Criterion::accuracy).reversed();

    private static double accuracy(HoldoutFigures figures) {
        return Double.isNaN(figures.accuracy()) ? 0 : figures.accuracy();
    }

    /** The better figures first. */
    public Comparator<HoldoutFigures> bestFirst() {
        Comparator<HoldoutFigures> chosen =
                switch (this) {
                    case AGREEMENT -> BY_AGREEMENT;
                    case ACCURACY -> BY_ACCURACY.thenComparing(BY_AGREEMENT);
                    case KL -> BY_KL;
                };
        return FINITE_FIRST.thenComparing(chosen).thenComparing(BY_KL);
    }
}
