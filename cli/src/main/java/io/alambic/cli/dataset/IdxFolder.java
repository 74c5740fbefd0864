package io.alambic.cli.dataset;

import io.alambic.cli.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A folder with a training and a test set under the names that MNIST made customary.
 *
 * @param path the folder
 */
public record IdxFolder(Path path) {

    public static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
    public static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
    public static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
    public static final String TEST_LABELS = "t10k-labels-idx1-ubyte";

    /** The four files, in the order of the constants. */
    public static final List<String> FILES = List.of(TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS);

    /**
     * Refuses a folder that lacks a file.
     *
     * @throws UserError naming what is missing
     */
    public IdxFolder {
        List<String> missing = FILES.stream()
                .filter(file -> !Files.isRegularFile(path.resolve(file)))
                .toList();
        if (!missing.isEmpty()) {
            throw new UserError("%s lacks %s; a data folder holds four un-gzipped IDX files under MNIST's names."
                    .formatted(path, String.join(", ", missing)));
        }
    }

    /** The training set. */
    public IdxImages train() {
        return IdxImages.read(path.resolve(TRAIN_IMAGES), path.resolve(TRAIN_LABELS));
    }

    /** The test set. */
    public IdxImages test() {
        return IdxImages.read(path.resolve(TEST_IMAGES), path.resolve(TEST_LABELS));
    }
}
