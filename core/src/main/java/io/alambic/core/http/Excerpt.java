package io.alambic.core.http;

/** The beginning of a text that comes from elsewhere, for a message. */
public final class Excerpt {

    private static final int LONGEST = 200;

    private Excerpt() {}

    /** Returns at most 200 characters in one line. */
    public static String of(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }
}
