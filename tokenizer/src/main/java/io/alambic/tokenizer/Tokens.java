package io.alambic.tokenizer;

/**
 * The tokens of a text, T of them. The arrays are not copied, and must not be changed.
 *
 * @param ids number of each token in the vocabulary
 * @param mask 1 for each token that counts
 * @param types to which of two texts each token belongs: 0 for the first
 */
public record Tokens(long[] ids, long[] mask, long[] types) {

    /** Returns T. */
    public int size() {
        return ids.length;
    }
}
