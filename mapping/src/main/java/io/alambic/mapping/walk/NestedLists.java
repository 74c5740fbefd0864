package io.alambic.mapping.walk;

import io.alambic.mapping.value.InvalidValueException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Watches the lengths of the lists of one value: lists of the same depth are equally long. Used by one thread. */
final class NestedLists {

    private static final int MOST = 32;
    private static final int UNKNOWN = -1;

    private static final int[] NONE = {};

    /** Made by the first list: most fields of a record are no lists. */
    private int[] lengths = NONE;

    private int[] counts = NONE;
    private int depth;
    private int deepest;
    private int depthOfValues;

    /** Forgets the last value. */
    void begin() {
        depth = 0;
        deepest = 0;
        depthOfValues = UNKNOWN;
    }

    void open() throws InvalidValueException {
        if (depth >= MOST) {
            depth++;
            throw new InvalidValueException("expected at most %d lists in each other, but got more".formatted(MOST));
        }
        if (counts.length == 0) {
            lengths = new int[MOST];
            counts = new int[MOST];
        }
        if (depth == deepest) {
            lengths[deepest++] = UNKNOWN;
        }
        counts[depth++] = 0;
    }

    void close() throws InvalidValueException {
        depth--;
        if (depth >= MOST) {
            return;
        }
        int length = counts[depth];
        if (lengths[depth] != UNKNOWN && lengths[depth] != length) {
            throw new InvalidValueException("expected lists of the same length, but one has %d entries and one %d"
                    .formatted(lengths[depth], length));
        }
        lengths[depth] = length;
        count(1);
    }

    void value() throws InvalidValueException {
        if (!mayHoldValue()) {
            throw new InvalidValueException("expected values in equally many lists, but got one in %d and one in %d"
                    .formatted(depthOfValues, depth));
        }
        depthOfValues = depth;
        count(1);
    }

    /** Returns whether values may be in as many lists as are open now. */
    boolean mayHoldValue() {
        return depthOfValues == depth || depthOfValues == UNKNOWN;
    }

    /** Notes values that may be here. */
    void values(int more) {
        if (more > 0) {
            depthOfValues = depth;
            count(more);
        }
    }

    private void count(int more) {
        if (depth > 0 && depth <= MOST) {
            counts[depth - 1] += more;
        }
    }

    /**
     * Checks lists in each other against a shape, in which dimensions of size 1 may be left out; one list alone fits every shape.
     *
     * @param shape dimensions; the length of the open one is not checked
     * @param openAxis index of it
     * @param width elements that each value becomes
     */
    void requireShape(long[] shape, int openAxis, int width) throws InvalidValueException {
        if (deepest < 2) {
            return;
        }
        long[] expected = new long[shape.length];
        int size = 0;
        for (int axis = 0; axis < shape.length; axis++) {
            if (shape[axis] != 1 || axis == openAxis) {
                expected[size++] = axis == openAxis ? UNKNOWN : shape[axis];
            }
        }
        long[] came = new long[deepest + 1];
        int dimensions = 0;
        for (int level = 0; level < deepest; level++) {
            boolean mayBeOpen = size > dimensions && expected[dimensions] == UNKNOWN;
            if (lengths[level] != 1 || mayBeOpen) {
                came[dimensions++] = mayBeOpen ? UNKNOWN : lengths[level];
            }
        }
        if (width > 1) {
            came[dimensions++] = width;
        }
        if (!Arrays.equals(expected, 0, size, came, 0, dimensions)) {
            throw new InvalidValueException(
                    "expected lists of %s, but got %s".formatted(text(shape, openAxis), sizes(width)));
        }
    }

    private String sizes(int width) {
        String lists =
                Arrays.stream(lengths, 0, deepest).mapToObj(Integer::toString).collect(Collectors.joining("x"));
        return width > 1 ? lists + " of " + width + " elements" : lists;
    }

    private static String text(long[] shape, int openAxis) {
        String[] sizes = Arrays.stream(shape).mapToObj(Long::toString).toArray(String[]::new);
        if (openAxis >= 0) {
            sizes[openAxis] = "any";
        }
        return String.join("x", sizes);
    }
}
