package io.alambic.core.settings;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Rewords what SmallRye Config says about a configuration that it cannot map: one line for each setting, key first. */
public final class MappingProblems {

    private static final Pattern REFUSED = Pattern.compile(
            ".*SRCFG00039: The config property (\\S+) with the config value \".*\" threw an Exception whilst being converted (.*)",
            Pattern.DOTALL);
    private static final Pattern EMPTY = Pattern.compile(
            ".*SRCFG00040: The config property (\\S+) is defined as the empty String.*", Pattern.DOTALL);
    private static final Pattern UNKNOWN =
            Pattern.compile(".*SRCFG00050: (\\S+) in (.*) does not map to any root", Pattern.DOTALL);

    private MappingProblems() {}

    /** Returns an exception with one line for each problem, in the order of their keys. */
    public static InvalidSettingException refusal(List<String> problems) {
        return new InvalidSettingException(
                problems.stream().map(MappingProblems::sentence).sorted().collect(Collectors.joining("\n")), null);
    }

    /** A problem of another kind stays in SmallRye's words. */
    private static String sentence(String problem) {
        Matcher refused = REFUSED.matcher(problem);
        if (refused.matches()) {
            return oneLine("%s: %s".formatted(refused.group(1), refused.group(2)));
        }
        Matcher empty = EMPTY.matcher(problem);
        if (empty.matches()) {
            return "%s: expected a value, but got ''".formatted(empty.group(1));
        }
        Matcher unknown = UNKNOWN.matcher(problem);
        if (unknown.matches()) {
            return oneLine("%s is not a setting: expected a key that the documentation lists, but got this one from %s"
                    .formatted(unknown.group(1), unknown.group(2)));
        }
        return oneLine(problem);
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\R", " ");
    }
}
