package io.alambic.student.batch;

/**
 * Decides by a sample's identity alone whether it is held out: equal identities always fall on the same
 * side, whatever the order, the process or the restart. Immutable.
 *
 * @param share expected share of the samples that is held out, greater than 0 and less than 1
 */
public record HoldoutSplit(double share) {

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;
    private static final int MANTISSA_SHIFT = 11;
    private static final double MANTISSA_UNIT = 0x1p-53;

    public HoldoutSplit {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("holdout share must be greater than 0 and less than 1, but is " + share);
        }
    }

    /** Whether the sample with this identity is held out. */
    public boolean holdsOut(String sampleId) {
        return isBelowShare(mix(hash(sampleId)));
    }

    /**
     * Whether a sample without an identity of its own is held out.
     *
     * @param topic of the sample record
     * @param partition of the sample record
     * @param offset of the sample record
     * @param index of the sample in its record, counted from 0
     */
    public boolean holdsOut(String topic, int partition, long offset, int index) {
        long hash = mix(hash(topic) + GOLDEN * partition);
        hash = mix(hash + GOLDEN * offset);
        return isBelowShare(mix(hash + GOLDEN * index));
    }

    private boolean isBelowShare(long hash) {
        return (hash >>> MANTISSA_SHIFT) * MANTISSA_UNIT < share;
    }

    /** FNV-1a over the UTF-16 code units; {@link #mix} then spreads it over all bits. */
    private static long hash(String text) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return hash;
    }

    /** The finalizer of MurmurHash3: every bit of the input flips every bit of the output half the time. */
    private static long mix(long hash) {
        long mixed = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
