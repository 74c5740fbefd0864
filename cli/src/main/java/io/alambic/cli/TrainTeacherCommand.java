package io.alambic.cli;

import io.alambic.cli.dataset.DataSets;
import io.alambic.cli.dataset.IdxFolder;
import io.alambic.cli.dataset.IdxImages;
import java.nio.file.Path;
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
            names = "--data",
            paramLabel = "DIR",
            description = "Folder with un-gzipped IDX files under MNIST's names (default: MNIST, fetched and cached).")
    private Path data;

    @Option(names = "--epochs", paramLabel = "N", defaultValue = "2", description = "Passes over the training set.")
    private int epochs;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "42", description = "Seed of weights and order.")
    private long seed;

    @Override
    public Integer call() throws InterruptedException {
        Home home = Home.find(System.getenv());
        IdxFolder folder = new DataSets(home.cache()).find(data, System.err::println);
        IdxImages train = folder.train();
        new TeacherTraining(home)
                .run(new TeacherTraining.Plan(
                        folder.path(),
                        out.toAbsolutePath().normalize(),
                        epochs,
                        seed,
                        "1x%dx%d".formatted(train.rows(), train.columns()),
                        train.classes()));
        return 0;
    }
}
