package io.alambic.cli.quickstart;

import io.alambic.datasets.DataSet;
import java.util.Locale;
import java.util.Optional;

/** Public data on which the quickstart runs. */
public enum QuickstartData {
    /** Images of digits. */
    MNIST(DataSet.MNIST),
    /** Photographs. */
    CIFAR10(DataSet.CIFAR10),
    /** Mails. */
    SPAM(null);

    private final DataSet images;

    QuickstartData(DataSet images) {
        this.images = images;
    }

    /** Returns the set of images; empty if these are texts. */
    Optional<DataSet> images() {
        return Optional.ofNullable(images);
    }

    /** Returns its name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
