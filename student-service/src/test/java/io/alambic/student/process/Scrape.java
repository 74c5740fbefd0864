package io.alambic.student.process;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One answer of a metrics endpoint in the Prometheus text format.
 *
 * @param types of each family
 * @param samples lines without a comment
 */
public record Scrape(Map<String, String> types, List<Sample> samples) {

    private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
    private static final Pattern LINE = Pattern.compile("(\\w+)(?:\\{(.*?)\\})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"(.*?)\"");

    /**
     * One line.
     *
     * @param name with its suffix
     */
    public record Sample(String name, Map<String, String> labels, double value) {}

    static Scrape of(String text) {
        Map<String, String> types = new TreeMap<>();
        List<Sample> samples = new ArrayList<>();
        for (String line : text.lines().toList()) {
            Matcher type = TYPE.matcher(line);
            Matcher sample = LINE.matcher(line);
            if (type.matches()) {
                types.put(type.group(1), type.group(2));
            } else if (sample.matches()) {
                Map<String, String> labels = new LinkedHashMap<>();
                Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
                while (label.find()) {
                    labels.put(label.group(1), label.group(2));
                }
                samples.add(new Sample(sample.group(1), labels, number(sample.group(3))));
            }
        }
        return new Scrape(types, samples);
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    /** Sum over all labels; NaN where the metric is not there. */
    public double value(String name) {
        return samples.stream()
                .filter(sample -> sample.name().equals(name))
                .mapToDouble(Sample::value)
                .reduce(Double::sum)
                .orElse(Double.NaN);
    }

    /** Names and values of the labels that a family's lines have, those of the format itself left out. */
    Map<String, Set<String>> labels(String family) {
        Map<String, Set<String>> labels = new TreeMap<>();
        samples.stream()
                .filter(sample -> sample.name().equals(family) || sample.name().equals(family + "_count"))
                .forEach(sample -> sample.labels()
                        .forEach((name, value) -> labels.computeIfAbsent(name, key -> new TreeSet<>())
                                .add(value)));
        return labels;
    }
}
