package io.alambic.core.task;

import java.util.List;
import java.util.stream.Collectors;

/** The tasks by their names. This is the only place that lists them. */
public final class Tasks {

    /** What is learned unless the configuration says otherwise. */
    public static final Task CLASSIFICATION = new Classification();

    private static final List<Task> ALL = List.of(
            CLASSIFICATION,
            new MultiLabel(),
            new Regression(),
            new Dense("dense", false),
            new Dense("dense-channels-last", true),
            new Embedding());

    private Tasks() {}

    /** Returns every task. */
    public static List<Task> all() {
        return ALL;
    }

    /**
     * Returns a task.
     *
     * @throws IllegalArgumentException naming those that there are
     */
    public static Task named(String name) {
        return ALL.stream()
                .filter(task -> task.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected %s, but got '%s'"
                        .formatted(ALL.stream().map(Task::name).collect(Collectors.joining(", ")), name)));
    }
}
