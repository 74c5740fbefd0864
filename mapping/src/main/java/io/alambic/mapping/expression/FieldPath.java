package io.alambic.mapping.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A path to fields of a record: {@code sensor.readings[0]}, {@code points[*].x}, {@code prices.*}, {@code ['a name with spaces']};
 * {@code .} is the sample itself. It begins at the sample, or with {@code $} at the record.
 *
 * @param fromRecord whether it begins at the record
 * @param steps from there
 */
public record FieldPath(boolean fromRecord, List<Step> steps) {

    private static final Pattern STEP = Pattern.compile(
            "\\.?(?:\\[\\*]|(\\*)(?=[.\\[]|$)|\\[(\\d{1,9})]|\\['([^']+)']|([^.\\[\\]*'\\s$][^.\\[\\]'\\s]*))");

    public FieldPath {
        steps = List.copyOf(steps);
    }

    /** One step of a path. */
    public sealed interface Step {

        /** Returns whether the step leads to any number of values. */
        default boolean isWildcard() {
            return false;
        }
    }

    /**
     * A field of an object.
     *
     * @param name of the field
     */
    public record Name(String name) implements Step {

        private static final Pattern SIMPLE = Pattern.compile("[^.\\[\\]'\\s$*]+");

        @Override
        public String toString() {
            return SIMPLE.matcher(name).matches() ? "." + name : "['%s']".formatted(name);
        }
    }

    /**
     * One entry of a list.
     *
     * @param index from 0 on
     */
    public record Index(int index) implements Step {

        @Override
        public String toString() {
            return "[%d]".formatted(index);
        }
    }

    /** Every entry of a list. */
    public record EachEntry() implements Step {

        @Override
        public boolean isWildcard() {
            return true;
        }

        @Override
        public String toString() {
            return "[*]";
        }
    }

    /** Every field of an object, whatever its name. */
    public record EachField() implements Step {

        @Override
        public boolean isWildcard() {
            return true;
        }

        @Override
        public String toString() {
            return ".*";
        }
    }

    /**
     * Reads a path.
     *
     * @throws IllegalArgumentException saying what was expected and what came
     */
    public static FieldPath parse(String text) {
        boolean fromRecord = text.startsWith("$");
        String rest = fromRecord ? text.substring(1) : text;
        if (rest.equals(".") || (fromRecord && rest.isEmpty())) {
            return new FieldPath(fromRecord, List.of());
        }
        List<Step> steps = new ArrayList<>();
        Matcher matcher = STEP.matcher(rest);
        int end = 0;
        while (end < rest.length() && matcher.find(end) && matcher.start() == end) {
            boolean misplacedDot = rest.charAt(end) == '.' && end == 0 && !fromRecord;
            boolean missingDot = rest.charAt(end) != '.' && rest.charAt(end) != '[' && (end > 0 || fromRecord);
            if (misplacedDot || missingDot) {
                break;
            }
            steps.add(step(matcher));
            end = matcher.end();
        }
        if (steps.isEmpty() || end < rest.length()) {
            throw new IllegalArgumentException(
                    "expected a path such as sensor.readings[0], points[*].x or $.device, but got '%s'"
                            .formatted(text));
        }
        return new FieldPath(fromRecord, steps);
    }

    private static Step step(Matcher matcher) {
        if (matcher.group(1) != null) {
            return new EachField();
        }
        if (matcher.group(2) != null) {
            return new Index(Integer.parseInt(matcher.group(2)));
        }
        String name = matcher.group(3) != null ? matcher.group(3) : matcher.group(4);
        return name == null ? new EachEntry() : new Name(name);
    }

    /** Returns whether it may lead to any number of values. */
    public boolean hasWildcard() {
        return steps.stream().anyMatch(Step::isWildcard);
    }

    /** Formats the path as it is written. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(fromRecord ? "$" : "");
        steps.forEach(text::append);
        boolean leadingDot = text.length() > 1 && text.charAt(0) == '.';
        if (leadingDot) {
            return text.substring(1);
        }
        return text.length() == 0 ? "." : text.toString();
    }
}
