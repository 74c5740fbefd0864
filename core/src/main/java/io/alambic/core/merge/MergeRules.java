package io.alambic.core.merge;

import java.util.List;
import java.util.stream.Collectors;

/** The merge rules by name; docs/several-teachers.md has a row for each. */
public final class MergeRules {

    public static final List<MergeRule> ALL = List.of(
            new MeanProbabilities(), new MeanLogits(), new Confidence(), new Vote(), new PrivateVote(), new Routed());

    private MergeRules() {}

    /**
     * Returns the rule of a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static MergeRule of(String name) {
        return ALL.stream()
                .filter(rule -> rule.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected %s, but got '%s'"
                        .formatted(ALL.stream().map(MergeRule::name).collect(Collectors.joining(", ")), name)));
    }
}
