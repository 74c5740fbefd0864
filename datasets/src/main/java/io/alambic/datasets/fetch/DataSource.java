package io.alambic.datasets.fetch;

import java.io.IOException;
import java.nio.file.Path;

/** A source of a data set. Its files are not trusted: the cache verifies them. */
public interface DataSource {

    /** Returns the name of the source in messages to the user. */
    String name();

    /**
     * Writes the uncompressed files into a folder.
     *
     * @throws IOException if the source fails; the message says why in a few words
     * @throws InterruptedException if the thread was interrupted while waiting
     */
    void fetchInto(Path folder) throws IOException, InterruptedException;
}
