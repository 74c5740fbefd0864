package io.alambic.bench.distill;

import io.alambic.core.augment.AugmentationChain;
import io.alambic.core.cost.Temperature;
import io.alambic.core.cost.feature.FeaturePair;
import io.alambic.core.data.LabelledData;
import io.alambic.core.train.SupervisedTraining;
import io.alambic.core.zoo.Cnn;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Option;

/**
 * Options that change the protocol; null keeps the default. The defaults fit a CPU; docs/benchmarks.md says how they were
 * found.
 */
public final class ProtocolOptions {

    private static final int BATCH = 64;
    private static final float TEACHER_LEARNING_RATE = 0.002f;
    private static final long TEACHER_SEED = 42;
    private static final double LABELLED_SHARE = 0.01;

    @Option(names = "--samples", paramLabel = "N", description = "Training samples of the students (default: 10000).")
    Integer samples;

    @Option(names = "--epochs", paramLabel = "N", description = "Passes over them (default: 10).")
    Integer epochs;

    @Option(names = "--student", paramLabel = "N,N", split = ",", description = "Channels of the student's blocks.")
    List<Integer> student;

    @Option(names = "--teacher", paramLabel = "N,N", split = ",", description = "Channels of the teacher's blocks.")
    List<Integer> teacher;

    @Option(
            names = "--teacher-epochs",
            paramLabel = "N",
            description = "Passes of the teacher's training (default: 3 on colour images, 2 on grey ones).")
    Integer teacherEpochs;

    @Option(names = "--learning-rate", paramLabel = "R", description = "Of the students' first step (default: 0.002).")
    Float learningRate;

    @Option(names = "--temperature", paramLabel = "T", description = "Of the output term (default: 4).")
    Float temperature;

    @Option(
            names = "--augmentations",
            paramLabel = "NAME",
            split = ",",
            description = "Further samples of each, where they are learned from (default: crop(0.125), three times"
                    + " mirror+crop(0.125) and mirror).")
    List<String> augmentations = List.of("crop(0.125)", "mirror+crop(0.125)", "mirror+crop(0.125)", "mirror");

    /** Returns the protocol for a training set, with all its samples where there are fewer than asked for. */
    public Protocol protocol(LabelledData train) {
        List<Integer> image = Arrays.stream(train.input().sampleShape().getShape())
                .mapToInt(Math::toIntExact)
                .boxed()
                .toList();
        int classes = Arrays.stream(train.labels()).max().orElse(0) + 1;
        boolean colour = image.get(0) > 1;
        List<Integer> teacherBlocks =
                Objects.requireNonNullElse(teacher, colour ? List.of(32, 64, 128) : List.of(64, 64));
        List<Integer> studentBlocks =
                Objects.requireNonNullElse(student, colour ? List.of(16, 32, 64) : List.of(16, 32));
        return new Protocol(
                new Cnn(image, teacherBlocks, List.of(256), classes),
                new SupervisedTraining.Settings(
                        Objects.requireNonNullElse(teacherEpochs, colour ? 3 : 2),
                        BATCH,
                        TEACHER_LEARNING_RATE,
                        TEACHER_SEED),
                colour,
                new Cnn(image, studentBlocks, List.of(64), classes),
                Math.min(Objects.requireNonNullElse(samples, 10_000), train.size()),
                Objects.requireNonNullElse(epochs, 10),
                BATCH,
                Objects.requireNonNullElse(learningRate, 0.002f),
                new Temperature(Objects.requireNonNullElse(temperature, 4f)),
                List.of(new FeaturePair("block" + teacherBlocks.size(), "block" + studentBlocks.size(), 1)),
                LABELLED_SHARE,
                augmentations.stream().map(AugmentationChain::parse).toList());
    }
}
