package io.alambic.cli.observe;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * One scrape of a service's metrics in the Prometheus text format. Immutable.
 *
 * <p>Supports only what Alambic's own services need: names, labels and values. Ignores comments, timestamps and
 * exemplars.
 */
public final class Metrics {

    private final Map<String, Map<Map<String, String>, Double>> values;

    private Metrics(Map<String, Map<Map<String, String>, Double>> values) {
        this.values = values;
    }

    /** Parses a metrics page. Ignores lines that are not samples. */
    public static Metrics parse(String page) {
        Map<String, Map<Map<String, String>, Double>> values = new HashMap<>();
        page.lines().forEach(line -> {
            if (!line.isBlank() && line.charAt(0) != '#') {
                MetricLine.parse(line)
                        .ifPresent(sample -> values.computeIfAbsent(sample.name(), name -> new HashMap<>())
                                .put(sample.labels(), sample.value()));
            }
        });
        return new Metrics(values);
    }

    /**
     * Returns the value of a metric's only series, or of the series whose labels include the given ones,
     * written as name, value, name, value, ...
     */
    public OptionalDouble value(String name, String... labels) {
        return values.getOrDefault(name, Map.of()).entrySet().stream()
                .filter(series -> includes(series.getKey(), labels))
                .mapToDouble(Map.Entry::getValue)
                .findFirst();
    }

    /** Returns the sum over every series whose labels include the given ones; 0 if there is none. */
    public long count(String name, String... labels) {
        return Math.round(values.getOrDefault(name, Map.of()).entrySet().stream()
                .filter(series -> includes(series.getKey(), labels))
                .mapToDouble(Map.Entry::getValue)
                .sum());
    }

    private static boolean includes(Map<String, String> series, String[] labels) {
        for (int i = 0; i < labels.length; i += 2) {
            if (!labels[i + 1].equals(series.get(labels[i]))) {
                return false;
            }
        }
        return true;
    }
}
