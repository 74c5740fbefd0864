package io.alambic.bench.comparison;

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
        all = List.of(new TensorIngest(), new FeatureEncoding(teacher), new TrainStep(), new SideBySide());
    }

    /** All of them. */
    public List<Comparison> all() {
        return all;
    }
}
