package io.alambic.bench.comparison;

import java.util.Collection;
import java.util.List;

/** Every comparison there is, in the order in which they run. */
public final class Comparisons {

    private final List<Comparison> all;

    /**
     * The catalogue.
     *
     * @param teacher whose answers are encoded
     */
    public Comparisons(TeacherSource teacher) {
        all = List.of(new TensorIngest(), new FeatureEncoding(teacher), new TrainStep(), new ServeWhileTraining());
    }

    /** All of them. */
    public List<Comparison> all() {
        return all;
    }

    /**
     * Those of the names, in the order of the catalogue; all where no name is given.
     *
     * @throws IllegalArgumentException about a name that none has
     */
    public List<Comparison> named(Collection<String> names) {
        names.stream().filter(name -> !existing().contains(name)).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException(
                    "no comparison '%s'; there are %s".formatted(name, String.join(", ", existing())));
        });
        return names.isEmpty()
                ? all
                : all.stream()
                        .filter(comparison -> names.contains(comparison.name()))
                        .toList();
    }

    private List<String> existing() {
        return all.stream().map(Comparison::name).toList();
    }
}
