package io.alambic.deploy;

import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The settings that {@code docs/configuration.md} documents. */
final class Settings {

    private static final Pattern ROW = Pattern.compile("^\\| `([a-z0-9.-]+)` \\|", Pattern.MULTILINE);

    private Settings() {}

    static Set<String> keys() {
        return ROW.matcher(Repository.text(Repository.path("docs/configuration.md")))
                .results()
                .map(MatchResult::group)
                .map(row -> row.substring(3, row.length() - 3))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The keys as environment variables, and what the Java launcher itself reads. */
    static Set<String> environmentVariables() {
        Set<String> names = keys().stream()
                .map(key -> key.replaceAll("[^a-z0-9]", "_").toUpperCase(Locale.ROOT))
                .collect(Collectors.toSet());
        names.add("JDK_JAVA_OPTIONS");
        return names;
    }
}
