package io.alambic.student.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One row of a table of docs/metrics.md.
 *
 * @param labels values that each label is documented with; none where they are not listed
 */
record DocumentedMetric(String name, String type, Map<String, Set<String>> labels) {

    private static final Pattern ROW = Pattern.compile("\\|\\s*`(\\w+)`\\s*\\|\\s*(\\w+)\\s*\\|[^|]*\\|([^|]*)\\|.*");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /** The rows below a heading. */
    static List<DocumentedMetric> under(String heading, Path file) throws IOException {
        List<DocumentedMetric> metrics = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith("## ")) {
                inside = line.equals("## " + heading);
            }
            Matcher row = ROW.matcher(line);
            if (inside && row.matches()) {
                metrics.add(new DocumentedMetric(row.group(1), row.group(2), labels(row.group(3))));
            }
        }
        return metrics;
    }

    /** A cell such as {@code `fate`: `taught`, `skipped`}. */
    private static Map<String, Set<String>> labels(String cell) {
        Map<String, Set<String>> labels = new TreeMap<>();
        Matcher code = CODE.matcher(cell);
        if (code.find()) {
            Set<String> values = new TreeSet<>();
            labels.put(code.group(1), values);
            while (code.find()) {
                values.add(code.group(1));
            }
        }
        return labels;
    }

    /** The type by which Prometheus calls it. */
    String prometheusType() {
        return type.equals("timer") ? "summary" : type;
    }
}
