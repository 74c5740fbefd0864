package io.alambic.cli.run;

import java.io.PrintStream;
import java.util.Locale;

/**
 * The output of a run: permanent lines, and one live line that is redrawn in place on a terminal and printed
 * every ten seconds elsewhere. Thread safe.
 */
public final class Screen {

    private static final long QUIET_NANOS = 10_000_000_000L;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintStream out;
    private final boolean terminal;
    private final int width;
    private boolean live;
    private long lastPrinted;

    /**
     * Creates an empty screen.
     *
     * @param out stream to write to
     * @param terminal whether the stream is a terminal
     * @param width of the terminal in columns
     */
    public Screen(PrintStream out, boolean terminal, int width) {
        this.out = out;
        this.terminal = terminal;
        this.width = width;
        this.lastPrinted = System.nanoTime() - QUIET_NANOS;
    }

    /** Creates the screen of this process from what the launcher found. */
    public static Screen ofProcess() {
        int columns;
        try {
            columns = Integer.parseInt(System.getProperty("alambic.columns", "").strip());
        } catch (NumberFormatException e) {
            columns = 0;
        }
        return new Screen(System.err, Boolean.getBoolean("alambic.terminal"), columns > 0 ? columns : 100);
    }

    /** Prints a permanent line. */
    public synchronized void say(String pattern, Object... values) {
        endLive();
        out.println(String.format(Locale.ROOT, pattern, values));
        out.flush();
    }

    /** Redraws the live line. */
    public synchronized void live(String line) {
        if (terminal) {
            out.print(CLEAR_LINE + line.substring(0, Math.min(line.length(), width - 1)));
            out.flush();
            live = true;
        } else if (System.nanoTime() - lastPrinted >= QUIET_NANOS) {
            lastPrinted = System.nanoTime();
            out.println(line);
            out.flush();
        }
    }

    private void endLive() {
        if (live) {
            out.println();
            live = false;
        }
    }
}
