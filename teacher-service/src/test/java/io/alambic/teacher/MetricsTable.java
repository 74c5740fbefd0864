package io.alambic.teacher;

import static java.util.stream.Collectors.toCollection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Metrics by name: what the documentation promises, and what a service publishes. */
final class MetricsTable {

    private static final String PREFIX = "alambic_";
    private static final Pattern ROW =
            Pattern.compile("\\| `(alambic_teacher_\\w+)` \\| (\\w+) \\| \\w+ \\| ([^|]*)\\|.*");
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\w+) (\\w+)");
    private static final Pattern SAMPLE = Pattern.compile("(\\w+)(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    private MetricsTable() {}

    /**
     * One metric.
     *
     * @param type counter, gauge or summary
     * @param labels its label's name, then the values, in order; empty without a label
     */
    record Metric(String type, Set<String> labels) {}

    /** The Teacher table of docs/metrics.md. */
    static Map<String, Metric> documented(Path page) throws IOException {
        Map<String, Metric> metrics = new TreeMap<>();
        for (String line : Files.readAllLines(page)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                String type = row.group(2).equals("timer") ? "summary" : row.group(2);
                metrics.put(row.group(1), new Metric(type, names(row.group(3))));
            }
        }
        return metrics;
    }

    private static Set<String> names(String text) {
        return NAME.matcher(text).results().map(match -> match.group(1)).collect(toCollection(TreeSet::new));
    }

    /** What is in Prometheus' text format; the maximum of a summary belongs to the summary. */
    static Map<String, Metric> published(String text) {
        Map<String, Metric> metrics = new TreeMap<>();
        text.lines().map(TYPE::matcher).filter(Matcher::matches).forEach(type -> {
            if (type.group(1).startsWith(PREFIX)) {
                metrics.put(type.group(1), new Metric(type.group(2), new TreeSet<>()));
            }
        });
        metrics.keySet().removeIf(name -> isMaximum(name, metrics.keySet()));
        text.lines().map(SAMPLE::matcher).filter(Matcher::matches).forEach(sample -> {
            Metric metric = metrics.get(sample.group(1));
            if (metric != null && sample.group(2) != null) {
                LABEL.matcher(sample.group(2)).results().forEach(label -> {
                    metric.labels().add(label.group(1));
                    metric.labels().add(label.group(2));
                });
            }
        });
        return metrics;
    }

    private static boolean isMaximum(String name, Set<String> all) {
        return name.endsWith("_max") && all.contains(name.substring(0, name.length() - "_max".length()));
    }

    /** The value of a metric with exactly these labels, as they are written. */
    static double value(String text, String nameAndLabels) {
        return text.lines()
                .map(line -> line.replace(",}", "}"))
                .filter(line -> line.startsWith(nameAndLabels + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(nameAndLabels.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no metric " + nameAndLabels));
    }
}
