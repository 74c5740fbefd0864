package io.alambic.tools;

import java.nio.file.FileSystemException;
import picocli.CommandLine.Model.CommandSpec;

/** Says in one sentence why a command failed. */
public final class CommandFailure {

    private static final int FAILED = 1;

    private CommandFailure() {}

    /**
     * Prints the reason.
     *
     * @param what could not be done, such as {@code The model cannot be described}
     * @return the exit code
     */
    public static int report(CommandSpec spec, String what, Exception cause) {
        return report(spec, what, cause instanceof FileSystemException file ? sentence(file) : cause.getMessage());
    }

    /** Prints the reason. */
    public static int report(CommandSpec spec, String what, String why) {
        spec.commandLine().getErr().println(what + ": " + why);
        return FAILED;
    }

    /** Java's exceptions for files often state the reason in their type only. */
    private static String sentence(FileSystemException e) {
        String reason = e.getReason() == null ? e.getClass().getSimpleName().replace("Exception", "") : e.getReason();
        return e.getFile() + ": " + reason;
    }
}
