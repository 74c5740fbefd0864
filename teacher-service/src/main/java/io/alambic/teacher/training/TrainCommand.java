package io.alambic.teacher.training;

import io.alambic.core.data.IdxFiles;
import io.alambic.core.data.LabelledData;
import io.alambic.core.settings.InvalidSettingException;
import io.alambic.core.settings.Values;
import io.alambic.core.storage.ModelDescription;
import io.alambic.core.train.NonFiniteCostException;
import io.alambic.core.train.SupervisedTraining;
import io.alambic.core.zoo.Zoo;
import io.alambic.core.zoo.ZooArchitecture;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code train}: trains the zoo's teacher on IDX files. Exit code 1 where the data or the folder fails. */
@Command(
        name = "train",
        description = "Trains a teacher on labelled images in IDX files and writes it into a model folder.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
public final class TrainCommand implements Callable<Integer> {

    /** First argument that asks for this command. */
    public static final String NAME = "train";

    private static final int FAILED = 1;
    private static final List<Integer> GREY_BLOCKS = List.of(64, 64);
    private static final List<Integer> COLOUR_BLOCKS = List.of(32, 64, 128);
    private static final int REDRAW_MS = 500;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "Folder with train-images-idx3-ubyte (idx4 for colour images), train-labels-idx1-ubyte and"
                    + " the two t10k files.")
    private Path data;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder for the trained model.")
    private Path out;

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

    @Option(names = "--input", paramLabel = "CxHxW", defaultValue = "1x28x28", description = "Shape of an image.")
    private String input;

    @Option(names = "--classes", paramLabel = "N", defaultValue = "10", description = "Number of classes.")
    private int classes;

    @Option(
            names = "--architecture",
            paramLabel = "NAME",
            defaultValue = "cnn",
            description = "cnn, residual, mobile, mlp or series.")
    private String kind;

    @Option(
            names = "--convolutions",
            paramLabel = "N,N",
            description = "Channels by block (default: 64,64, or 32,64,128 where images have colours).")
    private String convolutions;

    @Option(names = "--dense", paramLabel = "N,N", defaultValue = "256", description = "Widths of hidden layers.")
    private String dense;

    /** Runs the command with the arguments behind its name; returns the exit code. */
    public static int run(List<String> arguments) {
        return new CommandLine(new TrainCommand()).execute(arguments.toArray(String[]::new));
    }

    @Override
    public Integer call() {
        try {
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
        } catch (FileSystemException e) {
            return failed("%s: %s".formatted(e.getFile(), reason(e)));
        } catch (IOException | InvalidSettingException | IllegalArgumentException | NonFiniteCostException e) {
            return failed(e.getMessage());
        }
    }

    private int failed(String why) {
        spec.commandLine().getErr().println("The teacher cannot be trained: " + why);
        return FAILED;
    }

    /** Java's exceptions for files hold the reason in their type, or not at all. */
    private static String reason(FileSystemException e) {
        return e.getReason() == null ? e.getClass().getSimpleName().replace("Exception", "") : e.getReason();
    }

    private ModelDescription train() throws IOException {
        List<Integer> image = Values.integers("--input", input, "x");
        boolean colour = image.get(0) > 1;
        ZooArchitecture architecture = Zoo.of(
                kind,
                new ZooArchitecture.Input(image),
                convolutions == null
                        ? (colour ? COLOUR_BLOCKS : GREY_BLOCKS)
                        : Values.integers("--convolutions", convolutions, ","),
                dense.isBlank() ? List.of() : Values.integers("--dense", dense, ","),
                classes);
        TeacherTraining training = new TeacherTraining(
                "teacher", architecture, new SupervisedTraining.Settings(epochs, batch, learningRate, seed));
        LabelledData originals = read("train", architecture);
        boolean mirrored = mirror == null ? colour : mirror;
        LabelledData train = mirrored ? originals.withMirrored() : originals;
        LabelledData test = read("t10k", architecture);
        try (ProgressBar bar = bar(training.settings().steps(train.size()))) {
            return training.run(train, test, out, report -> {
                bar.setExtraMessage(String.format(Locale.ROOT, "loss %.3f", report.total()));
                bar.step();
            });
        }
    }

    private LabelledData read(String prefix, ZooArchitecture architecture) throws IOException {
        LabelledData labelled = IdxFiles.readSet(data, prefix, ZooArchitecture.IMAGE);
        labelled.input().requireSamples(architecture.signature().input(ZooArchitecture.IMAGE), labelled.size());
        for (int label : labelled.labels()) {
            if (label >= classes) {
                throw new IOException("%s: label %d, but --classes is %d".formatted(data, label, classes));
            }
        }
        return labelled;
    }

    private static ProgressBar bar(long steps) {
        return new ProgressBarBuilder()
                .setTaskName("teacher")
                .setInitialMax(steps)
                .setUnit(" steps", 1)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(REDRAW_MS)
                .showSpeed()
                .setSpeedUnit(ChronoUnit.SECONDS)
                .build();
    }
}
