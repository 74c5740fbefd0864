package io.alambic.teacher.merge;

import java.util.List;

/**
 * A teacher whose answers are merged.
 *
 * @param name as it stands in its answers
 * @param weight what it counts beside the others, greater than 0
 * @param classes index that each of its classes has among those of the merge, all different; empty if it has the same ones
 */
public record MergedTeacher(String name, double weight, List<Integer> classes) {

    public MergedTeacher {
        classes = List.copyOf(classes);
        if (!(weight > 0) || Double.isInfinite(weight)) {
            throw new IllegalArgumentException("expected a weight greater than 0, but got %s".formatted(weight));
        }
        if (classes.stream().distinct().count() < classes.size()
                || classes.stream().anyMatch(index -> index < 0)) {
            throw new IllegalArgumentException("expected different classes from 0 on, but got %s".formatted(classes));
        }
    }
}
