package io.alambic.bench.report;

import io.alambic.bench.measure.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Formats a section as a text table, each figure as {@code median (min-max)}. */
public final class TextTable {

    private static final String GAP = "  ";

    private TextTable() {}

    /** Returns the title, a line of headings and a line for each row; every line ends with a line break. */
    public static String of(Section section) {
        List<List<String>> lines = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of(""));
        section.measures().forEach(measure -> head.add(measure.heading()));
        lines.add(head);
        for (Row row : section.rows()) {
            List<String> cells = new ArrayList<>(List.of(row.name()));
            row.figures().forEach(figure -> cells.add(cell(figure)));
            lines.add(cells);
        }
        StringBuilder text = new StringBuilder(section.title()).append(System.lineSeparator());
        lines.forEach(line -> text.append(aligned(line, widths(lines))).append(System.lineSeparator()));
        for (Row row : section.rows()) {
            row.target()
                    .ifPresent(target -> text.append(verdict(
                            "'%s'".formatted(row.name()),
                            target.in(section.measures().get(0)),
                            target,
                            row.targeted())));
        }
        section.target()
                .ifPresent(target -> text.append(
                        verdict("the ratio of the last row", target.toString(), target, section.lastRatio())));
        return text.toString();
    }

    private static String verdict(String what, String bound, Target target, double measured) {
        return "%s%s has to be %s: %s%s%n"
                .formatted(GAP, what, bound, number(measured), target.isMetBy(measured) ? ", met" : ", NOT MET");
    }

    private static int[] widths(List<List<String>> lines) {
        return IntStream.range(0, lines.get(0).size())
                .map(i -> lines.stream()
                        .mapToInt(line -> line.get(i).length())
                        .max()
                        .orElseThrow())
                .toArray();
    }

    private static String aligned(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder(GAP).append(cells.get(0));
        line.append(" ".repeat(widths[0] - cells.get(0).length()));
        for (int i = 1; i < widths.length; i++) {
            String cell = cells.get(i);
            line.append(GAP).append(" ".repeat(widths[i] - cell.length())).append(cell);
        }
        return line.toString();
    }

    private static String cell(Spread figure) {
        return figure.min() == figure.max()
                ? number(figure.median())
                : "%s (%s-%s)".formatted(number(figure.median()), number(figure.min()), number(figure.max()));
    }

    /** Formats with three significant digits, or with all digits before the point. */
    static String number(double value) {
        double size = Math.abs(value);
        String pattern;
        if (size >= 100 || size == 0) {
            pattern = "%,.0f";
        } else if (size >= 10) {
            pattern = "%.1f";
        } else if (size >= 1) {
            pattern = "%.2f";
        } else if (size >= 0.01) {
            pattern = "%.3f";
        } else {
            pattern = "%.1e";
        }
        return String.format(Locale.ROOT, pattern, value);
    }
}
