package io.alambic.datasets;

import io.alambic.datasets.fetch.DataCache;
import io.alambic.datasets.fetch.DataSetException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Finds the data of a run.
 *
 * @param cache folder for downloaded data
 */
public record DataSets(Path cache) {

    /** Creates the data sets of the current user, cached in {@link #folder}. */
    public static DataSets ofUser() {
        return new DataSets(folder(System.getenv()));
    }

    /**
     * Returns the folder for files that can be recreated but take time.
     *
     * @param environment may set {@code XDG_CACHE_HOME}; the default is {@code ~/.cache}
     */
    public static Path folder(Map<String, String> environment) {
        String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path caches = xdg.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
        return caches.resolve("alambic").toAbsolutePath();
    }

    /**
     * Returns the user's own files, or else the public data set, from the cache or from a source.
     *
     * @param set downloaded if {@code own} is null
     * @param own folder with the user's files, or null
     * @param say receives progress messages
     * @throws DataSetException if no data is available
     */
    public IdxFolder find(DataSet set, Path own, Consumer<String> say) throws InterruptedException {
        if (own != null) {
            return new IdxFolder(own.toAbsolutePath().normalize());
        }
        DataCache files = new DataCache(
                set.title(),
                cache.resolve(set.toString()),
                set.sources(System.getenv()),
                set.digests(),
                "give a folder with its IDX files with --data DIR");
        return new IdxFolder(files.get(say));
    }
}
