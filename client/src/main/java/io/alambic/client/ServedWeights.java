package io.alambic.client;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The weights that answered.
 *
 * @param version number, which grows with each promotion
 * @param step training steps that the weights have taken
 * @param newestEventTime event time of the newest sample that the weights learned from; empty before the first
 */
public record ServedWeights(long version, long step, Optional<Instant> newestEventTime) {

    /** Returns the age, at this time, of the newest sample that the weights learned from. */
    public Optional<Duration> freshness(Instant now) {
        return newestEventTime.map(newest -> Duration.between(newest, now));
    }
}
