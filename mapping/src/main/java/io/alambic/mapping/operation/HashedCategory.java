package io.alambic.mapping.operation;

import io.alambic.core.digest.HashBits;
import io.alambic.mapping.value.InvalidValueException;
import io.alambic.mapping.value.ScalarValue;
import java.io.IOException;

/**
 * {@code hash(64)}: a category becomes one of so many numbers, from 0 on, always the same one. {@code hash-one-hot(64)}: 1 at
 * that place, and 0 at all others.
 *
 * @param buckets at least 2
 * @param oneHot whether the number is spread
 */
record HashedCategory(int buckets, boolean oneHot) implements Operation {

    private static final int MOST_BUCKETS = 1 << 24;

    HashedCategory {
        if (buckets < 2 || buckets > MOST_BUCKETS) {
            throw new IllegalArgumentException(
                    "expected hash(n) with n from 2 to %d, but got '%d'".formatted(MOST_BUCKETS, buckets));
        }
    }

    @Override
    public void addTo(Chain.Builder chain) {
        chain.read(this::bucket, buckets - 1L);
        if (oneHot) {
            chain.spread(new OneHot(buckets));
        }
    }

    private double bucket(ScalarValue value) throws IOException, InvalidValueException {
        if (value.kind() == ScalarValue.Kind.NONE) {
            throw value.insteadOf("a category");
        }
        String text = value.text();
        long hash = HashBits.GOLDEN;
        for (int i = 0; i < text.length(); i++) {
            hash = HashBits.mix(hash ^ text.charAt(i)) + HashBits.GOLDEN;
        }
        return Math.floorMod(hash, (long) buckets);
    }
}
