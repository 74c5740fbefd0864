package io.alambic.datasets;

import java.io.IOException;
import java.nio.file.Path;

/** A place that a data set can be had from. What it delivers is not trusted: the cache checks it. */
public interface DataSource {

    /** What to call the place in a sentence. */
    String name();

    /**
     * Writes the four un-gzipped IDX files into a folder.
     *
     * @throws IOException if that is not possible; the message says why in a few words
     * @throws InterruptedException if the thread was interrupted while waiting
     */
    void fetchInto(Path folder) throws IOException, InterruptedException;
}
