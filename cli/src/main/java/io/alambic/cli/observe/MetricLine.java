package io.alambic.cli.observe;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One sample line: {@code name{label="value",...} value [timestamp] [# exemplar]}.
 *
 * @param name of the metric
 * @param labels by name, unescaped
 * @param value a number, an infinity or NaN
 */
record MetricLine(String name, Map<String, String> labels, double value) {

    /** Parses a line. Returns empty if it is not a sample. */
    static Optional<MetricLine> parse(String line) {
        try {
            return Optional.of(new Reader(line).read());
        } catch (StringIndexOutOfBoundsException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static final class Reader {

        private final String line;
        private int at;

        Reader(String line) {
            this.line = line;
        }

        MetricLine read() {
            int start = at;
            while (at < line.length() && line.charAt(at) != '{' && line.charAt(at) != ' ') {
                at++;
            }
            String name = line.substring(start, at);
            Map<String, String> labels = new HashMap<>();
            if (line.charAt(at) == '{') {
                at++;
                while (line.charAt(at) != '}') {
                    readLabel(labels);
                }
                at++;
            }
            String value = line.substring(at).strip().split(" ", 2)[0];
            return new MetricLine(name, Map.copyOf(labels), number(value));
        }

        private void readLabel(Map<String, String> labels) {
            int equals = line.indexOf('=', at);
            String label = line.substring(at, equals).strip();
            at = equals + 2;
            StringBuilder value = new StringBuilder();
            for (; line.charAt(at) != '"'; at++) {
                if (line.charAt(at) == '\\') {
                    at++;
                    value.append(line.charAt(at) == 'n' ? '\n' : line.charAt(at));
                } else {
                    value.append(line.charAt(at));
                }
            }
            at++;
            labels.put(label, value.toString());
            if (line.charAt(at) == ',') {
                at++;
            }
        }

        private static double number(String text) {
            return switch (text) {
                case "+Inf" -> Double.POSITIVE_INFINITY;
                case "-Inf" -> Double.NEGATIVE_INFINITY;
                default -> Double.parseDouble(text);
            };
        }
    }
}
