package io.alambic.mapping;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Makes nearly valid inputs of valid ones: bits and bytes change, parts are copied elsewhere, the end is cut off. */
final class Mutation {

    private static final byte[] SIGNS = "{}[],:|()'\"\\0123456789.eE+-tfn \n\u0000".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_COPY = 20;

    private Mutation() {}

    /** Returns a copy of an input with 1 to 4 changes, mostly 1. */
    static byte[] of(byte[] whole, Random chance) {
        byte[] mutated = whole.clone();
        for (int change = chance.nextInt(1 + chance.nextInt(4)); change >= 0 && mutated.length > 0; change--) {
            int at = chance.nextInt(mutated.length);
            switch (chance.nextInt(8)) {
                case 0, 1 -> mutated[at] = SIGNS[chance.nextInt(SIGNS.length)];
                case 2 -> mutated[at] = (byte) chance.nextInt();
                case 3, 4 -> mutated[at] ^= (byte) (1 << chance.nextInt(8));
                case 5 -> mutated = Arrays.copyOf(mutated, at);
                default -> {
                    int from = chance.nextInt(whole.length);
                    int most = Math.min(LONGEST_COPY, Math.min(mutated.length - at, whole.length - from));
                    System.arraycopy(whole, from, mutated, at, chance.nextInt(most + 1));
                }
            }
        }
        return mutated;
    }
}
