package io.alambic.tools.train;

import io.alambic.core.data.IdxFiles;
import io.alambic.core.data.LabelledData;
import io.alambic.core.layer.declared.Declaration;
import io.alambic.core.layer.network.LayeredArchitecture;
import io.alambic.core.model.Signature;
import io.alambic.core.settings.InvalidSettingException;
import io.alambic.core.settings.Values;
import io.alambic.core.storage.ModelDescription;
import io.alambic.core.train.NonFiniteCostException;
import io.alambic.core.train.SupervisedTraining;
import io.alambic.core.zoo.Zoo;
import io.alambic.core.zoo.ZooArchitecture;
import io.alambic.datasets.DataSet;
import io.alambic.datasets.DataSets;
import io.alambic.datasets.IdxFolder;
import io.alambic.tools.CommandFailure;
import io.alambic.tools.StepsBar;
import io.alambic.tools.TaskOption;
import io.alambic.tools.text.TextTeacherOptions;
import io.alambic.tools.text.TextTeacherPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code alambic train-teacher}: trains a teacher of the zoo. Exit code 1 if the data cannot be used or the folder not written. */
@Command(
        name = "train-teacher",
        description =
                "Trains a teacher on labelled images and saves it with its test accuracy, for the teacher service.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
public final class TrainTeacherCommand implements Callable<Integer> {

    private static final String FAILED = "The teacher cannot be trained";
    private static final List<Integer> GREY_BLOCKS = List.of(64, 64);
    private static final List<Integer> COLOUR_BLOCKS = List.of(32, 64, 128);

    @Spec
    private CommandSpec spec;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder for the trained model.")
    private Path out;

    @Option(
            names = "--dataset",
            paramLabel = "NAME",
            defaultValue = "mnist",
            description = "mnist or cifar10; fetched and cached.")
    private DataSet dataset;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder with your own un-gzipped IDX files under MNIST's names instead"
                    + " (idx4 instead of idx3 for colour images).")
    private Path data;

    @Option(names = "--epochs", paramLabel = "N", defaultValue = "2", description = "Passes over the training set.")
    private int epochs;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "64", description = "Images of a training step.")
    private int batch;

    @Option(
            names = "--learning-rate",
            paramLabel = "R",
            defaultValue = "0.002",
            description = "Of the first step; it falls linearly to 0.")
    private float learningRate;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "42", description = "Seed of weights and order.")
    private long seed;

    @Option(
            names = "--mirror",
            negatable = true,
            description = "Also train on every image turned left to right (default: where images have colours).")
    private Boolean mirror;

    @Option(names = "--input", paramLabel = "CxHxW", description = "Shape of an image (default: that of the images).")
    private String input;

    @Option(
            names = "--classes",
            paramLabel = "N",
            description = "Number of classes (default: as many as the labels of the training images name).")
    private Integer classes;

    @Option(
            names = "--architecture",
            paramLabel = "NAME",
            defaultValue = "cnn",
            description = "cnn, residual, mobile, mlp or series, as a student's, or a file *.yaml that declares one.")
    private String kind;

    @Option(
            names = "--convolutions",
            paramLabel = "N,N",
            description = "Channels by block (default: 64,64, or 32,64,128 where images have colours).")
    private String convolutions;

    @Option(
            names = "--dense",
            paramLabel = "N,N",
            defaultValue = "256",
            description = "Widths of hidden layers; \"\" for none.")
    private String dense;

    @Mixin
    private TaskOption task;

    @ArgGroup(exclusive = false)
    private TextTeacherOptions texts;

    @ArgGroup(exclusive = false)
    private TargetTeacherOptions targets;

    @Override
    public Integer call() throws InterruptedException {
        try {
            if (texts != null) {
                return trainOnTexts();
            }
            if (targets != null) {
                return trainOnTargets();
            }
            ModelDescription model = train();
            spec.commandLine()
                    .getOut()
                    .printf(
                            Locale.ROOT,
                            "trained %s: %,d parameters, test accuracy %.2f %%, in %s%n",
                            model.name(),
                            model.parameters(),
                            100 * model.accuracy(),
                            out);
            return 0;
        } catch (IOException | InvalidSettingException | IllegalArgumentException | NonFiniteCostException e) {
            return CommandFailure.report(spec, FAILED, e);
        }
    }

    private int trainOnTexts() throws IOException, InterruptedException {
        TextTeacherPlan plan = texts.plan(task.task(), spec.commandLine().getErr()::println);
        String trained;
        try (ProgressBar bar = StepsBar.of("teacher", plan.passes())) {
            trained = plan.run(out, seed, bar::stepBy);
        }
        spec.commandLine().getOut().printf("trained a teacher of texts: %s, in %s%n", trained, out);
        return 0;
    }

    private int trainOnTargets() throws IOException, InterruptedException {
        TargetTraining training = targets.training(spec.commandLine().getErr()::println);
        SupervisedTraining.Settings settings = new SupervisedTraining.Settings(epochs, batch, learningRate, seed);
        String trained;
        try (ProgressBar bar =
                StepsBar.of("teacher", settings.steps(training.split().train().size()))) {
            trained = training.run(settings, out, report -> bar.step());
        }
        spec.commandLine().getOut().printf("trained a teacher: %s, in %s%n", trained, out);
        return 0;
    }

    private ModelDescription train() throws IOException, InterruptedException {
        Path folder = DataSets.ofUser()
                .find(dataset, data, spec.commandLine().getErr()::println)
                .path();
        LabelledData originals = read(folder, IdxFolder.TRAIN);
        LayeredArchitecture architecture = architecture(originals);
        requireFit(folder, originals, architecture);
        LabelledData test = read(folder, IdxFolder.TEST);
        requireFit(folder, test, architecture);
        boolean mirrored = mirror == null ? isColour(architecture) : mirror;
        LabelledData train = mirrored ? originals.withMirrored() : originals;
        ClassifierTraining training = new ClassifierTraining(
                "teacher", architecture, new SupervisedTraining.Settings(epochs, batch, learningRate, seed));
        try (ProgressBar bar = StepsBar.of("teacher", training.settings().steps(train.size()))) {
            return training.run(train, test, out, report -> {
                bar.setExtraMessage(String.format(Locale.ROOT, ", loss %.3f", report.total()));
                bar.step();
            });
        }
    }

    private LayeredArchitecture architecture(LabelledData images) throws IOException {
        if (Declaration.isFile(kind)) {
            return Declaration.read(Path.of(kind));
        }
        List<Integer> image = input == null
                ? Arrays.stream(images.input().sampleShape().getShape())
                        .mapToObj(Math::toIntExact)
                        .toList()
                : Values.about("--input", () -> Values.parseIntegers(input, "x"));
        List<Integer> usual = image.get(0) > 1 ? COLOUR_BLOCKS : GREY_BLOCKS;
        return Zoo.of(
                kind,
                new ZooArchitecture.Input(image),
                convolutions == null
                        ? usual
                        : Values.about("--convolutions", () -> Values.parseIntegers(convolutions, ",")),
                dense.isBlank() ? List.of() : Values.about("--dense", () -> Values.parseIntegers(dense, ",")),
                classes == null ? named(images) : classes);
    }

    private static int named(LabelledData images) {
        return Arrays.stream(images.labels()).max().orElse(0) + 1;
    }

    private static boolean isColour(LayeredArchitecture architecture) {
        return architecture.input().sampleShape().get(0) > 1;
    }

    private static LabelledData read(Path folder, String prefix) throws IOException {
        return IdxFiles.readSet(folder, prefix, ZooArchitecture.IMAGE);
    }

    private static void requireFit(Path folder, LabelledData images, LayeredArchitecture architecture)
            throws IOException {
        images.input().requireSamples(architecture.signature().input(ZooArchitecture.IMAGE), images.size());
        long most = architecture.signature().output(Signature.LOGITS).elements();
        for (int label : images.labels()) {
            if (label >= most) {
                throw new IOException("%s: label %d, but the model has %d classes".formatted(folder, label, most));
            }
        }
    }
}
