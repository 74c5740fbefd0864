package io.alambic.student.training;

import io.alambic.core.checkpoint.ReservedVersions;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Allocates version numbers. After a crash the newest used number is unknown, so blocks of numbers are reserved on disk
 * before they are used: no number ever identifies two sets of weights. Used by the trainer's thread.
 */
final class Versions {

    private static final Logger LOG = LoggerFactory.getLogger(Versions.class);

    /** Enough for hours without a writable disk. */
    static final long BLOCK = 10_000;

    private final ReservedVersions disk;
    private long newest;
    private long reserved;

    /** Creates numbers above {@code checkpointed}, the newest version of a checkpoint, and above the reserved ones. */
    Versions(long checkpointed, ReservedVersions disk) {
        this.disk = disk;
        this.newest = Math.max(checkpointed, reservedBefore());
        this.reserved = newest;
    }

    private long reservedBefore() {
        try {
            return disk.newest();
        } catch (IOException e) {
            LOG.warn("Versions go on behind that of the checkpoint: {}", e.getMessage());
            return 0;
        }
    }

    /** Returns the next number. */
    long next() {
        if (newest + BLOCK / 2 >= reserved) {
            reserve(newest + BLOCK);
        }
        return ++newest;
    }

    private void reserve(long version) {
        try {
            disk.reserve(version);
            reserved = version;
        } catch (IOException e) {
            LOG.warn(
                    "newest={} reserved={} No more versions can be reserved for now: {}",
                    newest,
                    reserved,
                    e.toString());
        }
    }

    /** Returns the newest reserved number. */
    long reserved() {
        return Math.max(newest, reserved);
    }

    /** Returns the newest used number. */
    long newest() {
        return newest;
    }

    /** Releases the reserved numbers that were not used. */
    void end() {
        reserve(newest);
    }
}
