package io.alambic.datasets;

import io.alambic.datasets.fetch.DataSetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A folder with a training and a test set, named as MNIST's files are: images of one channel [N, height, width]
 * in an {@code idx3} file, or of several channels [N, channels, height, width] in an {@code idx4} file.
 *
 * @param path the folder
 */
public record IdxFolder(Path path) {

    /** Prefix of the file names of the training set. */
    public static final String TRAIN = "train";

    /** Prefix of the file names of the test set. */
    public static final String TEST = "t10k";

    /** Names of the four files if the images have one channel. */
    public static final List<String> GREY_FILES =
            List.of(greyImages(TRAIN), labels(TRAIN), greyImages(TEST), labels(TEST));

    /**
     * Checks that the folder holds all files.
     *
     * @throws DataSetException if files are missing; the message names them
     */
    public IdxFolder {
        List<String> missing = new ArrayList<>();
        for (String set : List.of(TRAIN, TEST)) {
            if (!isIn(path, greyImages(set)) && !isIn(path, colourImages(set))) {
                missing.add(greyImages(set));
            }
            if (!isIn(path, labels(set))) {
                missing.add(labels(set));
            }
        }
        if (!missing.isEmpty()) {
            throw new DataSetException(
                    "%s lacks %s; a data folder holds four un-gzipped IDX files under MNIST's names (idx4 instead of idx3 for colour images)."
                            .formatted(path, String.join(", ", missing)));
        }
    }

    private static boolean isIn(Path folder, String file) {
        return Files.isRegularFile(folder.resolve(file));
    }

    static String greyImages(String set) {
        return set + "-images-idx3-ubyte";
    }

    static String colourImages(String set) {
        return set + "-images-idx4-ubyte";
    }

    static String labels(String set) {
        return set + "-labels-idx1-ubyte";
    }

    /** Returns the four files. */
    public List<Path> files() {
        return List.of(images(TRAIN), path.resolve(labels(TRAIN)), images(TEST), path.resolve(labels(TEST)));
    }

    private Path images(String set) {
        return path.resolve(isIn(path, colourImages(set)) ? colourImages(set) : greyImages(set));
    }

    /**
     * Writes a view of a set into another folder.
     *
     * @param set {@link #TRAIN} or {@link #TEST}
     * @throws IOException if it cannot be written
     */
    public void save(String set, View view, Path to) throws IOException {
        view.of(read(set)).write(to.resolve(colourImages(set)), to.resolve(labels(set)));
    }

    /** Reads the training set. */
    public IdxImages train() {
        return read(TRAIN);
    }

    /** Reads the test set. */
    public IdxImages test() {
        return read(TEST);
    }

    private IdxImages read(String set) {
        return IdxImages.read(images(set), path.resolve(labels(set)));
    }
}
