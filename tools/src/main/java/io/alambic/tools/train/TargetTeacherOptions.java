package io.alambic.tools.train;

import io.alambic.datasets.DataSets;
import io.alambic.datasets.targets.TargetSet;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Options that train a teacher on samples whose labels are tensors. */
final class TargetTeacherOptions {

    @Option(
            names = "--targets",
            required = true,
            paramLabel = "NAME",
            description =
                    "Instead of images with one class each: shapes (images with a class for each pixel, drawn) or births (a"
                            + " series, fetched and cached). The task is that of the data.")
    private TargetSet targets;

    /** Returns the training of a teacher. */
    TargetTraining training(Consumer<String> say) throws InterruptedException {
        return new TargetTraining(targets, targets.get(DataSets.ofUser().cache(), say));
    }
}
