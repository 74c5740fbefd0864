package io.alambic.cli.quickstart.run;

import io.alambic.cli.report.QuickstartTask;
import io.alambic.datasets.DataSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Public data on which the quickstart runs. */
public enum QuickstartData {
    /** Images of digits. */
    MNIST(DataSet.MNIST, QuickstartTask.CLASSIFICATION),
    /** Photographs. */
    CIFAR10(DataSet.CIFAR10, QuickstartTask.CLASSIFICATION),
    /** Mails. */
    SPAM(null, QuickstartTask.CLASSIFICATION, QuickstartTask.EMBEDDING);

    private final DataSet images;
    private final List<QuickstartTask> tasks;

    QuickstartData(DataSet images, QuickstartTask... tasks) {
        this.images = images;
        this.tasks = List.of(tasks);
    }

    /** Returns the set of images; empty if these are texts. */
    public Optional<DataSet> images() {
        return Optional.ofNullable(images);
    }

    /** Returns the tasks that it is suited for, the usual one first. */
    public List<QuickstartTask> tasks() {
        return tasks;
    }

    /** Returns its name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
