package io.alambic.deploy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the series that a PromQL expression names; whether the expression is one, promtool says. */
final class PromQl {

    private static final Pattern GROUPING =
            Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
    private static final Pattern DURATION = Pattern.compile("\\[[^\\]]*\\]");
    private static final Pattern SELECTOR =
            Pattern.compile("(?<![\\w:.])([a-zA-Z_:][\\w:]*)(?![\\w:])\\s*(?:\\{([^}]*)\\})?(?!\\s*\\()");
    private static final Pattern MATCHER = Pattern.compile("([a-z_]+)\\s*(?:=~|=|!=|!~)\\s*\"([^\"]*)\"");
    private static final Pattern PATTERN = Pattern.compile("\\{\\s*__name__\\s*=~\\s*\"([^\"]*)\"\\s*,?");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset");

    private PromQl() {}

    /**
     * A series by name.
     *
     * @param matchers label → value
     */
    record Selector(String series, Map<String, String> matchers) {}

    static List<Selector> selectors(String expression) {
        String plain =
                DURATION.matcher(GROUPING.matcher(expression).replaceAll(" ")).replaceAll(" ");
        return SELECTOR.matcher(plain)
                .results()
                .filter(found -> !WORDS.contains(found.group(1)))
                .map(found -> new Selector(found.group(1), matchers(found.group(2))))
                .toList();
    }

    /** Names the series that are selected by a pattern, {@code {__name__=~"..."}}: one for each pattern. */
    static String named(String expression, UnaryOperator<String> series) {
        return PATTERN.matcher(expression).replaceAll(found -> series.apply(found.group(1)) + "{");
    }

    /** Labels that results are grouped or matched by. */
    static List<String> groupings(String expression) {
        return GROUPING.matcher(expression)
                .results()
                .flatMap(found -> Stream.of(found.group(1).split(",")))
                .map(String::strip)
                .filter(label -> !label.isEmpty())
                .toList();
    }

    private static Map<String, String> matchers(String text) {
        Map<String, String> matchers = new TreeMap<>();
        if (text != null) {
            MATCHER.matcher(text).results().forEach(found -> matchers.put(found.group(1), found.group(2)));
        }
        return matchers;
    }
}
