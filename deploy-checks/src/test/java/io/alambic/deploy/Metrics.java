package io.alambic.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The metrics that {@code docs/metrics.md} documents. */
final class Metrics {

    private static final Pattern ROW = Pattern.compile(
            "^\\| `(?<name>alambic_[a-z0-9_]+)` \\| (?<type>[a-z]+) \\| [^|]+ \\| (?<labels>[^|]*)\\|",
            Pattern.MULTILINE);
    private static final Pattern LABEL = Pattern.compile("`([a-z_]+)`(: (`[a-z_]+`(, `[a-z_]+`)*))?");

    /** Series that each type of metric is made of, as suffixes of its name. */
    private static final Map<String, List<String>> SERIES = Map.of(
            "counter", List.of(""),
            "gauge", List.of(""),
            "summary", List.of("_count", "_sum", "_max"),
            "timer", List.of("_count", "_sum", "_max"),
            "histogram", List.of("_count", "_sum", "_max", "_bucket"));

    /** Labels that Prometheus adds to every series. */
    private static final Set<String> OF_THE_TARGET = Set.of("instance", "job");

    /** Label → its values, none where they are open; by series. */
    private final Map<String, Map<String, Set<String>>> series = new TreeMap<>();

    Metrics(String document) {
        ROW.matcher(document).results().forEach(this::add);
        series.put("up", Map.of());
    }

    static Metrics documented() {
        return new Metrics(Repository.text(Repository.path("docs/metrics.md")));
    }

    private void add(MatchResult row) {
        Map<String, Set<String>> labels = new TreeMap<>();
        LABEL.matcher(row.group(3))
                .results()
                .forEach(label -> labels.put(
                        label.group(1),
                        label.group(3) == null
                                ? Set.of()
                                : Set.of(label.group(3).replace("`", "").split(", "))));
        for (String suffix : SERIES.get(row.group(2))) {
            series.put(row.group(1) + suffix, labels);
        }
    }

    Set<String> series() {
        return series.keySet();
    }

    /** What is wrong with an expression: series, labels and values that are not documented. */
    List<String> complaints(String expression) {
        List<String> complaints = new ArrayList<>();
        List<PromQl.Selector> selectors = PromQl.selectors(PromQl.named(expression, this::first));
        if (selectors.isEmpty()) {
            complaints.add("no series in " + expression);
        }
        for (PromQl.Selector selector : selectors) {
            Optional.ofNullable(series.get(selector.series()))
                    .ifPresentOrElse(
                            labels -> complaints.addAll(complaints(selector, labels)),
                            () -> complaints.add("no series " + selector.series()));
        }
        Set<String> known = series.values().stream()
                .flatMap(labels -> labels.keySet().stream())
                .collect(Collectors.toSet());
        PromQl.groupings(expression).stream()
                .filter(label -> !known.contains(label) && !OF_THE_TARGET.contains(label) && !label.equals("le"))
                .forEach(label -> complaints.add("no label " + label));
        return complaints;
    }

    /** The first series whose whole name matches; the pattern itself, which is no series, if none does. */
    private String first(String pattern) {
        return series.keySet().stream()
                .filter(name -> name.matches(pattern))
                .findFirst()
                .orElse("nothing_like_" + pattern.replaceAll("\\W", "_"));
    }

    private static List<String> complaints(PromQl.Selector selector, Map<String, Set<String>> labels) {
        return selector.matchers().entrySet().stream()
                .filter(matcher -> !OF_THE_TARGET.contains(matcher.getKey()))
                .filter(matcher -> {
                    Set<String> values = labels.get(matcher.getKey());
                    return values == null || (!values.isEmpty() && !values.contains(matcher.getValue()));
                })
                .map(matcher -> "no %s=\"%s\" of %s".formatted(matcher.getKey(), matcher.getValue(), selector.series()))
                .toList();
    }
}
