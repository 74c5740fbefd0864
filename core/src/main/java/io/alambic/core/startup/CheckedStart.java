package io.alambic.core.startup;

import io.alambic.core.settings.InvalidSettingException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** The start of a service that looks at its settings, and on demand at its model, prints what is wrong, and ends: it needs no Kafka. */
public final class CheckedStart {

    /** Exit code where all settings are valid. */
    public static final int VALID = 0;

    /** Exit code where one is not. */
    public static final int INVALID = 2;

    /** Argument of a service whose settings alone are checked. */
    public static final String CHECK = "check";

    /** Argument of a service whose model is checked too. */
    public static final String DOCTOR = "doctor";

    private static final Map<String, String> QUIET = Map.of(
            "quarkus.http.host-enabled", "false",
            "quarkus.log.level", "ERROR",
            "quarkus.log.console.stderr", "true");

    private CheckedStart() {}

    /** A look at a service that does not run. */
    @FunctionalInterface
    public interface Look {

        /**
         * Returns what there is to say; empty for nothing.
         *
         * @throws InvalidSettingException with one line for each invalid setting
         * @throws IOException if something that the service needs is not there
         */
        String look() throws IOException;
    }

    /** Returns whether the arguments of a service ask for a check, of its settings alone or of its model too. */
    public static boolean isAskedFor(String... arguments) {
        return List.of(arguments).contains(CHECK) || isThorough(arguments);
    }

    /** Returns whether the model is to be loaded too. */
    public static boolean isThorough(String... arguments) {
        return List.of(arguments).contains(DOCTOR);
    }

    /** Sets the system properties of a service that is checked next: it opens no port and logs errors only, apart from its answer. */
    public static void prepare() {
        QUIET.forEach(System::setProperty);
    }

    /**
     * Looks, and prints what there is to say: one line for each invalid setting, which begins with its key.
     *
     * @param out where to
     * @return the exit code
     */
    public static int check(Look look, PrintStream out) {
        try {
            String found = look.look();
            if (!found.isEmpty()) {
                out.println(found);
            }
            return VALID;
        } catch (InvalidSettingException | IOException | IllegalArgumentException e) {
            String.valueOf(e.getMessage()).lines().forEach(out::println);
            return INVALID;
        }
    }
}
