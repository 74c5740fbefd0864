package io.alambic.bench.distill;

import io.alambic.core.cost.Temperature;
import io.alambic.core.cost.feature.FeaturePair;
import io.alambic.core.data.LabelledData;
import io.alambic.core.train.SupervisedTraining;
import io.alambic.core.zoo.Cnn;
import java.util.Arrays;
import java.util.List;

/**
 * Changes of the protocol by the command line; null keeps the default. The defaults fit a CPU; docs/benchmarks.md says
 * how they were found.
 *
 * @param teacher channels of its blocks
 * @param teacherEpochs passes of its training
 * @param student channels of its blocks
 * @param samples of the students' training; more than there are means all
 * @param epochs passes over them
 * @param learningRate of the students' first step
 * @param temperature of the output term
 */
public record Protocols(
        List<Integer> teacher,
        Integer teacherEpochs,
        List<Integer> student,
        Integer samples,
        Integer epochs,
        Float learningRate,
        Float temperature) {

    private static final int BATCH = 64;
    private static final float TEACHER_LEARNING_RATE = 0.002f;
    private static final long TEACHER_SEED = 42;
    private static final double LABELLED_SHARE = 0.01;

    /** Returns no changes. */
    public static Protocols defaults() {
        return new Protocols(null, null, null, null, null, null, null);
    }

    /** Returns the protocol for a training set. */
    public Protocol of(LabelledData train) {
        List<Integer> image = Arrays.stream(train.input().sampleShape().getShape())
                .mapToInt(Math::toIntExact)
                .boxed()
                .toList();
        int classes = Arrays.stream(train.labels()).max().orElse(0) + 1;
        boolean colour = image.get(0) > 1;
        List<Integer> teacherBlocks = or(teacher, colour ? List.of(32, 64, 128) : List.of(64, 64));
        List<Integer> studentBlocks = or(student, colour ? List.of(16, 32, 64) : List.of(16, 32));
        return new Protocol(
                new Cnn(image, teacherBlocks, List.of(256), classes),
                new SupervisedTraining.Settings(
                        or(teacherEpochs, colour ? 3 : 2), BATCH, TEACHER_LEARNING_RATE, TEACHER_SEED),
                colour,
                new Cnn(image, studentBlocks, List.of(64), classes),
                Math.min(or(samples, 10_000), train.size()),
                or(epochs, 10),
                BATCH,
                or(learningRate, 0.002f),
                new Temperature(or(temperature, 4f)),
                List.of(new FeaturePair("block" + teacherBlocks.size(), "block" + studentBlocks.size(), 1)),
                LABELLED_SHARE);
    }

    private static <T> T or(T given, T otherwise) {
        return given == null ? otherwise : given;
    }
}
