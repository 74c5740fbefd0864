package io.alambic.cli.file;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a service that a file describes does. */
public enum Role {
    /** Answers samples. */
    TEACHER("teacher-service"),
    /** Merges the answers of teachers. */
    MERGE("teacher-service"),
    /** Learns from answers. */
    STUDENT("student-service");

    private final String module;

    Role(String module) {
        this.module = module;
    }

    /** Returns the beginning of the keys of its settings. */
    public String prefix() {
        return "alambic.%s.".formatted(word());
    }

    /** Returns the module that holds it. */
    public String module() {
        return module;
    }

    /** Returns the arguments that the module's service needs to be it. */
    List<String> arguments() {
        return this == MERGE ? List.of("merge") : List.of();
    }

    /** Returns it as a word. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns settings that keep a service apart from others of its role.
     *
     * @param name of the service
     */
    Map<String, String> ownSettings(String name) {
        return switch (this) {
            case TEACHER ->
                Map.of("alambic.teacher.name", name, "alambic.teacher.application-id", "alambic-teacher-" + name);
            case MERGE -> Map.of("alambic.merge.name", name, "alambic.merge.application-id", "alambic-merge-" + name);
            case STUDENT -> Map.of("alambic.student.name", name, "alambic.topics.weights", "alambic.weights." + name);
        };
    }
}
