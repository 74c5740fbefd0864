package io.alambic.datasets;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The data of a run.
 *
 * @param cache where fetched data is kept
 */
public record DataSets(Path cache) {

    /** Those of the user of this process, kept in {@link #folder}. */
    public static DataSets ofUser() {
        return new DataSets(folder(System.getenv()));
    }

    /**
     * Folder for what may be had again but takes time.
     *
     * @param environment {@code XDG_CACHE_HOME} is looked at, else {@code ~/.cache} is taken
     */
    public static Path folder(Map<String, String> environment) {
        String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path caches = xdg.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
        return caches.resolve("alambic").toAbsolutePath();
    }

    /**
     * The user's own files, else the public data set from the cache or from wherever it can be had.
     *
     * @param set fetched where there are no own files
     * @param own folder with the user's files, or null
     * @param say told what is being fetched
     * @throws DataSetException if there is no data to be had
     */
    public IdxFolder find(DataSet set, Path own, Consumer<String> say) throws InterruptedException {
        if (own != null) {
            return new IdxFolder(own.toAbsolutePath().normalize());
        }
        return new DataCache(set.title(), cache.resolve(set.toString()), set.sources(System.getenv()), set.digests())
                .get(say);
    }
}
