package io.alambic.student.serving;

import io.alambic.core.model.Network;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One promoted snapshot of the student's weights: its own copy, never changed, closed when it is no
 * longer current and its last request has ended. Thread safe.
 */
public final class ServedModel {

    private final Network network;
    private final long version;
    private final long step;
    private final long newestEventTimeMs;
    private final AtomicInteger users = new AtomicInteger(1);

    /**
     * A snapshot with one user: whoever made it.
     *
     * @param network owned by the snapshot from now on
     * @param version number of the promotion, unique for a student, greater than that of any before
     * @param step training steps that the weights have taken
     * @param newestEventTimeMs event time of the newest sample they learned from, milliseconds since the
     *     epoch; 0 where there is none
     */
    public ServedModel(Network network, long version, long step, long newestEventTimeMs) {
        this.network = network;
        this.version = version;
        this.step = step;
        this.newestEventTimeMs = newestEventTimeMs;
    }

    /** Becomes a user, unless the snapshot is closed already. */
    boolean acquire() {
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
    void release() {
        int left = users.decrementAndGet();
        if (left == 0) {
            network.close();
        } else if (left < 0) {
            throw new IllegalStateException("version %d was released more often than acquired".formatted(version));
        }
    }

    /** The weights; to be used only while acquired. */
    public Network network() {
        return network;
    }

    /** Number of the promotion. */
    public long version() {
        return version;
    }

    /** Training steps that the weights have taken. */
    public long step() {
        return step;
    }

    /** Event time of the newest sample the weights learned from, milliseconds since the epoch. */
    public long newestEventTimeMs() {
        return newestEventTimeMs;
    }
}
