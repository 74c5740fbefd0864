package io.alambic.tools;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.alambic.core.data.IdxFiles;
import io.alambic.core.data.LabelledData;
import io.alambic.core.zoo.ZooArchitecture;
import io.alambic.datasets.DataSet;
import io.alambic.datasets.DataSets;
import io.alambic.datasets.IdxFolder;
import io.alambic.datasets.View;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that name labelled test images, as the teacher and as the student see them. */
public final class ImageOptions {

    @Option(
            names = "--dataset",
            paramLabel = "NAME",
            description = "mnist or cifar10, fetched and cached: its test images tell accuracy and agreement.")
    private DataSet dataset;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder with your own un-gzipped IDX files under MNIST's names instead.")
    private Path data;

    @Option(
            names = "--student-view",
            paramLabel = "VIEW",
            defaultValue = "image",
            description = "What the student sees of the test images: image, half or edges.")
    private View studentView;

    /**
     * Test images.
     *
     * @param whole the images themselves
     * @param seen the same images as the student sees them
     */
    public record TestImages(LabelledData whole, LabelledData seen) {}

    /**
     * Reads the test images that the options name.
     *
     * @param say told what is being fetched
     * @return empty if the options name none
     * @throws IOException if they cannot be read
     * @throws io.alambic.datasets.fetch.DataSetException if there is no such data
     */
    public Optional<TestImages> read(PrintWriter say) throws IOException, InterruptedException {
        if (namesNone()) {
            return Optional.empty();
        }
        IdxFolder folder = folder(say);
        LabelledData whole = read(folder.path(), IdxFolder.TEST);
        return Optional.of(new TestImages(whole, studentView == View.IMAGE ? whole : seen(folder, IdxFolder.TEST)));
    }

    /**
     * Reads the first training images that the options name, as the student sees them.
     *
     * @param most images to return
     * @param say told what is being fetched
     * @return empty if the options name none
     * @throws IOException if they cannot be read
     * @throws io.alambic.datasets.fetch.DataSetException if there is no such data
     */
    public Optional<LabelledData> training(int most, PrintWriter say) throws IOException, InterruptedException {
        return namesNone()
                ? Optional.empty()
                : Optional.of(seen(folder(say), IdxFolder.TRAIN).first(most));
    }

    private boolean namesNone() {
        return dataset == null && data == null;
    }

    private IdxFolder folder(PrintWriter say) throws InterruptedException {
        return DataSets.ofUser().find(dataset, data, say::println);
    }

    private LabelledData seen(IdxFolder folder, String set) throws IOException {
        if (studentView == View.IMAGE) {
            return read(folder.path(), set);
        }
        Path view = Files.createTempDirectory("alambic-view-");
        try {
            folder.save(set, studentView, view);
            return read(view, set);
        } finally {
            MoreFiles.deleteRecursively(view, RecursiveDeleteOption.ALLOW_INSECURE);
        }
    }

    private static LabelledData read(Path folder, String set) throws IOException {
        return IdxFiles.readSet(folder, set, ZooArchitecture.IMAGE);
    }
}
