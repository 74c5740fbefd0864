package io.alambic.core.startup;

import io.alambic.core.settings.InvalidSettingException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** The start of a service that looks at its settings only, prints what is wrong, and ends: it needs no Kafka and loads no model. */
public final class CheckedStart {

    /** Exit code where all settings are valid. */
    public static final int VALID = 0;

    /** Exit code where one is not. */
    public static final int INVALID = 2;

    private static final String ARGUMENT = "check";
    private static final Map<String, String> QUIET = Map.of(
            "quarkus.http.host-enabled", "false",
            "quarkus.log.level", "ERROR",
            "quarkus.log.console.stderr", "true");

    private CheckedStart() {}

    /** Returns whether the arguments of a service ask for a check. */
    public static boolean isAskedFor(String... arguments) {
        return List.of(arguments).contains(ARGUMENT);
    }

    /** Sets the system properties of a service that is checked next: it opens no port and logs errors only, apart from its answer. */
    public static void prepare() {
        QUIET.forEach(System::setProperty);
    }

    /**
     * Prints one line for each invalid setting, which begins with its key.
     *
     * @param settings makes all settings
     * @param out where to
     * @return the exit code
     */
    public static int check(Runnable settings, PrintStream out) {
        try {
            settings.run();
            return VALID;
        } catch (InvalidSettingException e) {
            e.getMessage().lines().forEach(out::println);
            return INVALID;
        }
    }
}
