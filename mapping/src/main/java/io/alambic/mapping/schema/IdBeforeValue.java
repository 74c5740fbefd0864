package io.alambic.mapping.schema;

/** The id of a schema before a value that says enough by itself, so that nobody needs to ask what the id stands for. */
public final class IdBeforeValue {

    private static final int SHORT = 1 + Integer.BYTES;
    private static final int LONG = 1 + Long.BYTES;

    private IdBeforeValue() {}

    /**
     * Returns where a value begins that cannot begin with a byte 0: behind a byte 0 and an id of 4 bytes, or of 8 where the first 4 are 0; at 0 if there
     * is no id, or not all of it.
     */
    public static int end(byte[] bytes) {
        if (bytes.length < SHORT || bytes[0] != 0) {
            return 0;
        }
        boolean isLong = (bytes[1] | bytes[2] | bytes[3] | bytes[4]) == 0 && bytes.length >= LONG;
        return isLong ? LONG : SHORT;
    }
}
