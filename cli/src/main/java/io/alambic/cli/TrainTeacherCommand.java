package io.alambic.cli;

import io.alambic.cli.dataset.DataSet;
import io.alambic.cli.dataset.DataSets;
import io.alambic.cli.dataset.IdxFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code alambic train-teacher}. */
@Command(
        name = "train-teacher",
        description =
                "Trains a teacher on labelled images and saves it with its test accuracy, for the teacher service.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
final class TrainTeacherCommand implements Callable<Integer> {

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

    @Option(names = "--seed", paramLabel = "N", defaultValue = "42", description = "Seed of weights and order.")
    private long seed;

    @Option(
            names = "--architecture",
            paramLabel = "NAME",
            defaultValue = "cnn",
            description = "cnn, residual, mobile, mlp or series, as a student's.")
    private String architecture;

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

    @Override
    public Integer call() throws InterruptedException {
        Home home = Home.find(System.getenv());
        IdxFolder folder = new DataSets(home.cache()).find(dataset, data, System.err::println);
        ImageModels models = ImageModels.of(folder.train());
        new TeacherTraining(home)
                .run(new TeacherTraining.Plan(
                        folder.path(), out.toAbsolutePath().normalize(), epochs, seed, models, described()));
        return 0;
    }

    private List<String> described() {
        List<String> options = new ArrayList<>(List.of("--architecture", architecture, "--dense", dense));
        if (convolutions != null) {
            options.addAll(List.of("--convolutions", convolutions));
        }
        return options;
    }
}
