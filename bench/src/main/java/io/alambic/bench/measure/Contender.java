package io.alambic.bench.measure;

import java.io.IOException;
import java.time.Duration;

/** Something that works through samples for as long as it is let. Used by one thread; closing ends what it started. */
public interface Contender extends AutoCloseable {

    /** As the table shows it. */
    String name();

    /**
     * Works for about as long as asked, then rests.
     *
     * @return samples per second
     * @throws IOException if it does not answer any more
     */
    double samplesPerSecond(Duration slice) throws IOException, InterruptedException;

    @Override
    default void close() {}
}
