package io.alambic.cli.dataset;

import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The data of a run.
 *
 * @param cache where fetched data is kept
 */
public record DataSets(Path cache) {

    /**
     * The user's own files, else the public data set from the cache or from wherever it can be had.
     *
     * @param set fetched where there are no own files
     * @param own folder with the user's files, or null
     * @param say told what is being fetched
     * @throws io.alambic.cli.UserError if there is no data to be had
     */
    public IdxFolder find(DataSet set, Path own, Consumer<String> say) throws InterruptedException {
        if (own != null) {
            return new IdxFolder(own.toAbsolutePath().normalize());
        }
        return new DataCache(set.title(), cache.resolve(set.toString()), set.sources(System.getenv()), set.digests())
                .get(say);
    }
}
