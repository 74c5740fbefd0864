package io.alambic.client;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Which weights answered.
 *
 * @param version grows with each promotion
 * @param step training steps in them
 * @param newestEventTime event time of the newest sample that they learned from; empty before the first
 */
public record ServedWeights(long version, long step, Optional<Instant> newestEventTime) {

    /** Age, at that moment, of the newest sample that they learned from. */
    public Optional<Duration> freshness(Instant now) {
        return newestEventTime.map(newest -> Duration.between(newest, now));
    }
}
