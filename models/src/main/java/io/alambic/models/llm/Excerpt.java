package io.alambic.models.llm;

/** The beginning of a text that comes from elsewhere, for a message. */
final class Excerpt {

    private static final int LONGEST = 200;

    private Excerpt() {}

    static String of(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }
}
