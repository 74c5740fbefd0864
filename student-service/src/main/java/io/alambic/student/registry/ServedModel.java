package io.alambic.student.registry;

import io.alambic.core.checkpoint.Lineage;
import io.alambic.core.model.TrainableNetwork;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One promoted snapshot of the student's weights. The snapshot owns its copy, never changes it, and closes it
 * when the last user has released it. Thread safe.
 */
public final class ServedModel {

    private final TrainableNetwork network;
    private final ServedFacts facts;
    private final ServedStatistics statistics = new ServedStatistics();
    private final AtomicInteger users = new AtomicInteger(1);
    private volatile long promotedAtMs;

    /**
     * Creates a snapshot with one user: its creator.
     *
     * @param network owned by the snapshot
     */
    public ServedModel(TrainableNetwork network, ServedFacts facts) {
        this.network = network;
        this.facts = facts;
    }

    /** Creates a snapshot without figures and sample counts. */
    public ServedModel(TrainableNetwork network, long version, long step, long newestEventTimeMs) {
        this(
                network,
                new ServedFacts(
                        version, new Lineage(step, 0, 0, newestEventTimeMs, new TreeMap<>()), Optional.empty()));
    }

    /** Adds a user; returns false if the snapshot is closed already. */
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

    /** Removes a user; the last one closes the network. */
    public void release() {
        int left = users.decrementAndGet();
        if (left == 0) {
            network.close();
        } else if (left < 0) {
            throw new IllegalStateException("version %d was released more often than acquired".formatted(version()));
        }
    }

    /** Returns the network, which may be used only while acquired. */
    public TrainableNetwork network() {
        return network;
    }

    /** Returns the description of the weights. */
    public ServedFacts facts() {
        return facts;
    }

    /** Returns statistics about the answers of this snapshot. */
    public ServedStatistics statistics() {
        return statistics;
    }

    /** Returns the number of the promotion. */
    public long version() {
        return facts.version();
    }

    /** Returns the training step of the weights. */
    public long step() {
        return facts.lineage().step();
    }

    /** Returns the event time of the newest training sample, in milliseconds since the epoch. */
    public long newestEventTimeMs() {
        return facts.lineage().newestEventTimeMs();
    }

    /** Returns when the snapshot began to serve, in milliseconds since the epoch; 0 before. */
    public long promotedAtMs() {
        return promotedAtMs;
    }

    void promotedAt(long millis) {
        promotedAtMs = millis;
    }
}
