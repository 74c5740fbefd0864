package io.alambic.bench;

import io.alambic.cli.Home;
import io.alambic.core.data.IdxFiles;
import io.alambic.core.data.LabelledData;
import io.alambic.core.zoo.Cnn;
import io.alambic.datasets.DataSet;
import io.alambic.datasets.DataSets;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of studies that train students of labelled images, once for each seed. */
final class StudyOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--dataset", paramLabel = "NAME", description = "mnist or cifar10; fetched and cached.")
    private DataSet dataset;

    @Option(names = "--data", paramLabel = "DIR", description = "Folder with IDX files to use instead.")
    private Path data;

    @Option(names = "--seeds", paramLabel = "N", description = "Trainings of each kind.")
    private int seeds = 3;

    /** Options whose data set is this one unless another is named. */
    StudyOptions(DataSet usual) {
        this.dataset = usual;
    }

    /**
     * The images.
     *
     * @param title of their data set, or their folder
     * @param train for training
     * @param test to measure with
     */
    record Images(String title, LabelledData train, LabelledData test) {}

    /** Reads the images, which are fetched if they are not here yet. */
    Images read(Home home, PrintWriter progress) throws IOException, InterruptedException {
        Path folder = new DataSets(home.cache())
                .find(dataset, data, progress::println)
                .path();
        return new Images(
                data == null ? dataset.title() : data.toString(),
                IdxFiles.readSet(folder, "train", Cnn.IMAGE),
                IdxFiles.readSet(folder, "t10k", Cnn.IMAGE));
    }

    /**
     * Returns the seeds.
     *
     * @param first of them
     * @throws ParameterException if there are none
     */
    List<Long> seeds(long first) {
        if (seeds < 1) {
            throw new ParameterException(spec.commandLine(), "--seeds must be at least 1, but is " + seeds);
        }
        return LongStream.range(first, first + seeds).boxed().toList();
    }
}
