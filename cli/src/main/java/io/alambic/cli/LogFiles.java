package io.alambic.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Redirects the log of this program and of every library from the terminal to a file. */
public final class LogFiles {

    private static final Logger ROOT = Logger.getLogger("");
    private static Path current;

    private LogFiles() {}

    /** Stops all logging to the terminal. */
    static void silence() {
        LogManager.getLogManager().reset();
    }

    /** Truncates this file and logs everything from INFO up to it. */
    public static synchronized void open(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        for (Handler handler : ROOT.getHandlers()) {
            ROOT.removeHandler(handler);
            handler.close();
        }
        FileHandler handler = new FileHandler(file.toString().replace("%", "%%"));
        handler.setFormatter(new SimpleFormatter());
        ROOT.addHandler(handler);
        ROOT.setLevel(Level.INFO);
        current = file;
    }

    /** Writes an exception to the log file. Opens one in the temporary folder if none is open yet. */
    static synchronized Path record(Throwable e) {
        try {
            if (current == null) {
                open(Files.createTempFile("alambic-", ".log"));
            }
        } catch (IOException unwritable) {
            e.addSuppressed(unwritable);
        }
        note(e);
        return current;
    }

    /** Writes an exception to the log file, if one is open. */
    static void note(Throwable e) {
        ROOT.log(Level.SEVERE, e.getMessage(), e);
    }
}
