package io.alambic.student.training;

import io.alambic.core.checkpoint.ReservedVersions;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Numbers of promotions. After a crash the newest number used is unknown, so they are reserved on disk in
 * blocks before they are used: no number ever stands for two different sets of weights. Used by the
 * trainer's thread.
 */
final class Versions {

    private static final Logger LOG = LoggerFactory.getLogger(Versions.class);

    /** Enough for hours in which nothing can be written. */
    static final long BLOCK = 10_000;

    private final ReservedVersions disk;
    private long newest;
    private long reserved;

    /** Numbers behind {@code checkpointed}, the newest that a checkpoint knows of, and behind what is reserved. */
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

    /** The next number. */
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

    /** Newest number that may be used before the process ends. */
    long reserved() {
        return Math.max(newest, reserved);
    }

    /** Newest number used. */
    long newest() {
        return newest;
    }

    /** Gives back what is reserved and was not used. */
    void end() {
        reserve(newest);
    }
}
