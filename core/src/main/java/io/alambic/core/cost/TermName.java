package io.alambic.core.cost;

import java.util.Locale;

/** The three things a student can be held to. */
public enum TermName {
    /** Distance to the teacher's logits. */
    OUTPUT,
    /** Distance to the teacher's feature maps. */
    FEATURE,
    /** Distance to the labels. */
    LABEL;

    /** The name in metrics and reports. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
