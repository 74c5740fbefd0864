package io.alambic.student.batch;

import io.alambic.core.digest.HashBits;

/**
 * Decides from a sample's identity alone whether it is held out. Equal identities always get the same decision, in any
 * order, process or restart. Immutable.
 *
 * @param share expected share of the samples that is held out, greater than 0 and less than 1
 */
public record HoldoutSplit(double share) {

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    public HoldoutSplit {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("holdout share must be greater than 0 and less than 1, but is " + share);
        }
    }

    /** Returns whether the sample with this identity is held out. */
    public boolean holdsOut(String sampleId) {
        return HashBits.areBelow(share, HashBits.mix(hash(sampleId)));
    }

    /**
     * Returns whether a sample without its own identity is held out.
     *
     * @param topic of the sample record
     * @param partition of the sample record
     * @param offset of the sample record
     * @param index of the sample in its record, counted from 0
     */
    public boolean holdsOut(String topic, int partition, long offset, int index) {
        long hash = HashBits.mix(hash(topic) + HashBits.GOLDEN * partition);
        hash = HashBits.mix(hash + HashBits.GOLDEN * offset);
        return HashBits.areBelow(share, HashBits.mix(hash + HashBits.GOLDEN * index));
    }

    /** FNV-1a over the UTF-16 code units; {@link HashBits#mix} then spreads it over all bits. */
    private static long hash(String text) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return hash;
    }
}
