package io.alambic.core.cost;

import java.util.Locale;

/** The three parts of the cost function. */
public enum TermName {
    /** Distance to the teacher's logits. */
    OUTPUT,
    /** Distance to the teacher's feature maps. */
    FEATURE,
    /** Distance to the labels. */
    LABEL;

    /** Returns the name in metrics and reports. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
