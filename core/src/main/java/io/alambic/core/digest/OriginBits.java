package io.alambic.core.digest;

import io.alambic.v1.Origin;

/** Chance that follows from a sample's place in Kafka, so that it is the same whenever the sample is read again. */
public final class OriginBits {

    private OriginBits() {}

    /**
     * Returns bits of a sample.
     *
     * @param seed other seeds give other bits
     * @param origin its record
     * @param sample its index in the record
     */
    public static long of(long seed, Origin origin, int sample) {
        long hash = seed;
        for (int i = 0; i < origin.getTopic().length(); i++) {
            hash = mix(hash ^ origin.getTopic().charAt(i));
        }
        hash = mix(hash ^ origin.getPartition());
        hash = mix(hash ^ origin.getOffset());
        return mix(hash ^ sample);
    }

    /** SplitMix64's mix. */
    public static long mix(long bits) {
        long mixed = (bits ^ (bits >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d0_49bb_1331_11ebL;
        return mixed ^ (mixed >>> 31);
    }
}
