package io.alambic.bench.measure;

import java.io.IOException;
import java.time.Duration;

/** Something that processes samples on demand. Used by one thread; closing ends what it started. */
public interface Contender extends AutoCloseable {

    /** Returns the name in the table. */
    String name();

    /**
     * Processes samples for about as long as asked, then pauses.
     *
     * @return samples per second
     * @throws IOException if it does not answer any more
     */
    double samplesPerSecond(Duration slice) throws IOException, InterruptedException;

    @Override
    default void close() {}
}
