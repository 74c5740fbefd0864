package io.alambic.teacher.merge;

import java.util.Locale;

/** What became of a teacher's answer to samples. */
public enum AnswerFate {
    /** It is part of merged knowledge. */
    MERGED,
    /** The samples were taught without it before it came. */
    LATE,
    /** The teacher had answered them already, or another one had where one is enough. */
    DUPLICATE,
    /** It cannot be merged. */
    DEAD_LETTERED;

    /** Returns the name in metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
