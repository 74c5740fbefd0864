package io.alambic.student.registry;

import io.alambic.core.checkpoint.Lineage;
import io.alambic.core.model.TrainableNetwork;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One promoted snapshot of the student's weights: its own copy, never changed, closed when it is no
 * longer current and its last request has ended. Thread safe.
 */
public final class ServedModel {

    private final TrainableNetwork network;
    private final ServedFacts facts;
    private final ServedStatistics statistics = new ServedStatistics();
    private final AtomicInteger users = new AtomicInteger(1);
    private volatile long promotedAtMs;

    /**
     * A snapshot with one user: whoever made it.
     *
     * @param network owned by the snapshot from now on
     */
    public ServedModel(TrainableNetwork network, ServedFacts facts) {
        this.network = network;
        this.facts = facts;
    }

    /** A snapshot of which no more is known than this. */
    public ServedModel(TrainableNetwork network, long version, long step, long newestEventTimeMs) {
        this(
                network,
                new ServedFacts(
                        version, new Lineage(step, 0, 0, newestEventTimeMs, new TreeMap<>()), Optional.empty()));
    }

    /** Becomes a user, unless the snapshot is closed already. */
    public boolean acquire() {
        int now = users.get();
        while (now > 0) {
            if (users.compareAndSet(now, now + 1)) {
                return true;
            }
            now = users.get();
        }
        return false;
    }

    /** Ceases to be a user; the last one closes the network. */
    public void release() {
        int left = users.decrementAndGet();
        if (left == 0) {
            network.close();
        } else if (left < 0) {
            throw new IllegalStateException("version %d was released more often than acquired".formatted(version()));
        }
    }

    /** The weights; to be used only while acquired. */
    public TrainableNetwork network() {
        return network;
    }

    /** What is known about the weights. */
    public ServedFacts facts() {
        return facts;
    }

    /** What they have computed. */
    public ServedStatistics statistics() {
        return statistics;
    }

    /** Number of the promotion. */
    public long version() {
        return facts.version();
    }

    /** Training steps that the weights have taken. */
    public long step() {
        return facts.lineage().step();
    }

    /** Event time of the newest sample the weights learned from, milliseconds since the epoch. */
    public long newestEventTimeMs() {
        return facts.lineage().newestEventTimeMs();
    }

    /** When the snapshot began to serve, milliseconds since the epoch; 0 before. */
    public long promotedAtMs() {
        return promotedAtMs;
    }

    void promotedAt(long millis) {
        promotedAtMs = millis;
    }
}
