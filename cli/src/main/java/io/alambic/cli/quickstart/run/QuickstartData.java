package io.alambic.cli.quickstart.run;

import io.alambic.cli.report.QuickstartTask;
import io.alambic.datasets.DataSet;
import io.alambic.datasets.targets.TargetSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Public data on which the quickstart runs. */
public enum QuickstartData {
    /** Images of digits. */
    MNIST(DataSet.MNIST, null),
    /** Photographs. */
    CIFAR10(DataSet.CIFAR10, null),
    /** Mails. */
    SPAM(null, null),
    /** Images with a class for each pixel. */
    SHAPES(null, TargetSet.SHAPES),
    /** A series of numbers. */
    BIRTHS(null, TargetSet.BIRTHS);

    private final DataSet images;
    private final TargetSet targets;

    QuickstartData(DataSet images, TargetSet targets) {
        this.images = images;
        this.targets = targets;
    }

    /** Returns the set of images of one class each; empty if these are others. */
    public Optional<DataSet> images() {
        return Optional.ofNullable(images);
    }

    /** Returns the set of samples whose labels are tensors; empty if these are others. */
    public Optional<TargetSet> targets() {
        return Optional.ofNullable(targets);
    }

    /** Returns the tasks that it is suited for, the usual one first. */
    public List<QuickstartTask> tasks() {
        return switch (this) {
            case MNIST, CIFAR10 -> List.of(QuickstartTask.CLASSIFICATION);
            case SPAM -> List.of(QuickstartTask.CLASSIFICATION, QuickstartTask.EMBEDDING);
            case SHAPES -> List.of(QuickstartTask.DENSE);
            case BIRTHS -> List.of(QuickstartTask.REGRESSION);
        };
    }

    /** Returns its name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
