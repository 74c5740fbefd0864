package io.alambic.mapping.format.token;

import java.io.IOException;

/**
 * Limits how many tokens a record makes that take no bytes of their own, such as records of nothing or fields that are not set: a schema can declare more of
 * them than anyone can read. Used by one thread.
 */
public final class TokenLimit {

    private static final int AT_LEAST = 1 << 18;
    private static final int FOR_EACH_BYTE = 8;

    private final long most;
    private long made;

    /** A limit for a record of so many bytes. */
    public TokenLimit(int bytes) {
        most = AT_LEAST + (long) FOR_EACH_BYTE * bytes;
    }

    /**
     * Counts tokens.
     *
     * @throws IOException if there are too many
     */
    public void count(long tokens) throws IOException {
        made += tokens;
        if (tokens > most || made > most) {
            throw new IOException("it declares more than %d values that take no bytes".formatted(most));
        }
    }
}
