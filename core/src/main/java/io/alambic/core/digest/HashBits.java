package io.alambic.core.digest;

/** Mixes 64 bits, so that hashes can be built from numbers. */
public final class HashBits {

    /** 2^64 divided by the golden ratio: its multiples lie far apart. */
    public static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private static final int MANTISSA_SHIFT = 11;
    private static final double MANTISSA_UNIT = 0x1p-53;

    private HashBits() {}

    /** Returns whether mixed bits, taken as a number from 0 to 1, lie below a share. */
    public static boolean areBelow(double share, long mixed) {
        return (mixed >>> MANTISSA_SHIFT) * MANTISSA_UNIT < share;
    }

    /** The finalizer of MurmurHash3: every bit of the input flips every bit of the output half the time. */
    public static long mix(long hash) {
        long mixed = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
