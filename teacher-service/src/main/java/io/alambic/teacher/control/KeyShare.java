package io.alambic.teacher.control;

import io.alambic.core.digest.HashBits;

/**
 * The share of the keys whose records are taught: all records of one key together, or none. The choice depends on the key's bytes
 * only, so it is the same after a restart, on every instance and partition, and a larger share includes every key of a smaller one.
 * A record without a key is chosen by its place, as if that were its key.
 *
 * @param value from 0 (none) to 1 (all)
 */
public record KeyShare(double value) {

    /** The records of every key are taught. */
    public static final KeyShare ALL = new KeyShare(1);

    /** Sets this choice apart from others that are made by hash, such as the student's of its holdout. */
    private static final long SALT = 0x7465_6163_682d_6b65L;

    private static final long PRIME = 0x100000001b3L;
    private static final int BYTE = 0xff;

    public KeyShare {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("share of the keys must be from 0 to 1, but is " + value);
        }
        value += 0.0; // no minus zero
    }

    /**
     * Returns whether a record is taught.
     *
     * @param key of the record; null if there is none
     */
    public boolean teaches(byte[] key, int partition, long offset) {
        return value == 1 || HashBits.areBelow(value, HashBits.mix(hash(key, partition, offset) ^ SALT));
    }

    private static long hash(byte[] key, int partition, long offset) {
        if (key == null) {
            return HashBits.mix(SALT + HashBits.GOLDEN * partition) + HashBits.GOLDEN * offset;
        }
        long hash = SALT;
        for (byte next : key) {
            hash = (hash ^ (next & BYTE)) * PRIME;
        }
        return HashBits.mix(hash);
    }
}
