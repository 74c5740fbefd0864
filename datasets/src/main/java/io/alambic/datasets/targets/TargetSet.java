package io.alambic.datasets.targets;

import io.alambic.datasets.fetch.DataCache;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Sets of samples whose labels are tensors. */
public enum TargetSet {
    /** Images of discs, squares and crosses, drawn from a seed: the class of each pixel. */
    SHAPES("dense", "meanIou", Shapes.CLASSES),
    /** The births of each day in the United States, 1969 to 1988: eight weeks, of which the next week is answered. */
    BIRTHS("regression", "r2", Births.AHEAD);

    private static final int TRAIN_SHAPES = 6_000;
    private static final int TEST_SHAPES = 1_000;
    private static final long TRAIN_SEED = 1;
    private static final long TEST_SEED = 2;

    private static final Map<String, String> BIRTHS_DIGESTS =
            Map.of(Births.FILE, "168013b3a4dfa99ac37c352abc1f66edae77f30010e8a9976c64554d2816257d");

    private final String task;
    private final String figure;
    private final int answers;

    TargetSet(String task, String figure, int answers) {
        this.task = task;
        this.figure = figure;
        this.answers = answers;
    }

    /**
     * A training and a test set.
     *
     * @param train to learn from
     * @param test never learned from
     */
    public record Split(TargetSamples train, TargetSamples test) {}

    /**
     * Returns the samples, drawn or from the cache or from a source.
     *
     * @param cache folder for downloaded data
     * @param say receives progress messages
     * @throws io.alambic.datasets.fetch.DataSetException if they are not available
     */
    public Split get(Path cache, Consumer<String> say) throws InterruptedException {
        if (this == SHAPES) {
            return new Split(Shapes.draw(TRAIN_SHAPES, TRAIN_SEED), Shapes.draw(TEST_SHAPES, TEST_SEED));
        }
        Births births = Births.read(new DataCache(
                        "US births by day",
                        cache.resolve(toString()),
                        List.of(new NpmBirths("npm")),
                        BIRTHS_DIGESTS,
                        "npm has to be installed")
                .get(say));
        return new Split(births.train(), births.test());
    }

    /** Returns the name of the task that its labels are for. */
    public String task() {
        return task;
    }

    /** Returns the name of the {@link #score()} in reports. */
    public String figure() {
        return figure;
    }

    /** Returns the shape of a sample. */
    public List<Integer> shape() {
        return this == SHAPES ? List.of(1, Shapes.SIDE, Shapes.SIDE) : List.of(Births.DAYS);
    }

    /** Returns the number of classes of a pixel, or of numbers that are answered. */
    public int answers() {
        return answers;
    }

    /** Returns a score that has seen no answer: the mean IoU of classes, the coefficient of determination of numbers. */
    public Score score() {
        return this == SHAPES ? new MeanIou(answers) : new Determination(answers);
    }

    /** Returns its name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
