package io.alambic.cli.file;

import java.util.Locale;

/** A service that a file describes. */
public enum Role {
    /** The teacher service. */
    TEACHER,
    /** The student service. */
    STUDENT;

    /** Returns the beginning of the keys of its settings. */
    public String prefix() {
        return "alambic." + name().toLowerCase(Locale.ROOT) + ".";
    }

    /** Returns the module that holds it. */
    public String module() {
        return name().toLowerCase(Locale.ROOT) + "-service";
    }

    /** Returns what to call it in a sentence. */
    public String title() {
        return name().toLowerCase(Locale.ROOT) + " service";
    }
}
