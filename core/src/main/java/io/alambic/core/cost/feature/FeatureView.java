package io.alambic.core.cost.feature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Says which axis of a map holds the channels, and brings it to the front: maps are compared as [C, H, W], [C, T] or [D]. A
 * view moves numbers and computes none, so that gradients flow through it.
 */
public enum FeatureView {

    /** The shape as it is. */
    NONE,

    /** Tokens [T, D], the channels last, become [D, T]. */
    TOKENS,

    /** A series [C, T], the channels first, stays as it is. */
    SERIES,

    /**
     * Tokens [T, D] of a square grid, row by row, become a map [D, H, H]. T is H·H, or 1 + H·H with a class token first, which is
     * left out.
     */
    GRID;

    private static final int RANK = 2;
    private static final int[] CHANNELS_FIRST = {0, 2, 1};

    /**
     * Returns the view of that name in the configuration.
     *
     * @throws IllegalArgumentException saying what was expected
     */
    static FeatureView named(String name) {
        return Arrays.stream(values())
                .filter(view -> view != NONE && view.text().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected a view %s after @, but got '%s'"
                        .formatted(
                                Arrays.stream(values())
                                        .filter(view -> view != NONE)
                                        .map(FeatureView::text)
                                        .collect(Collectors.joining(", ")),
                                name)));
    }

    private String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns what follows the name of a map: {@code @tokens}, or nothing where there is no view. */
    String suffix() {
        return this == NONE ? "" : "@" + text();
    }

    /** Returns the rank of every shape that is seen through this view; 0 if it can be any. */
    int rank() {
        return switch (this) {
            case NONE -> 0;
            case TOKENS, SERIES -> RANK;
            case GRID -> RANK + 1;
        };
    }

    /**
     * Returns the shape of one sample as it is seen.
     *
     * @throws IllegalArgumentException if it cannot be seen so, saying what can
     */
    public Shape of(Shape sample) {
        if (this == NONE) {
            return sample;
        }
        if (sample.dimension() != RANK) {
            throw new IllegalArgumentException("%s takes %s, but the map is %s"
                    .formatted(suffix(), this == SERIES ? "a series [C, T]" : "tokens [T, D]", sample));
        }
        return switch (this) {
            case NONE, SERIES -> sample;
            case TOKENS -> new Shape(sample.get(1), sample.get(0));
            case GRID -> {
                long side = side(sample);
                yield new Shape(sample.get(1), side, side);
            }
        };
    }

    /**
     * Returns a batch as it is seen, over the same memory where that is possible.
     *
     * @param map [N, ...]
     * @throws IllegalArgumentException if it cannot be seen so, saying what can
     */
    public NDArray of(NDArray map) {
        Shape sample = map.getShape().slice(1);
        Shape seen = of(sample);
        return switch (this) {
            case NONE, SERIES -> map;
            case TOKENS -> map.transpose(CHANNELS_FIRST);
            case GRID -> {
                long classTokens = sample.get(0) - seen.get(1) * seen.get(2);
                NDArray places = classTokens == 0 ? map : map.get(new NDIndex(":, {}:", classTokens));
                yield places.transpose(CHANNELS_FIRST)
                        .reshape(new Shape(map.getShape().get(0)).addAll(seen));
            }
        };
    }

    private static long side(Shape tokens) {
        long all = tokens.get(0);
        for (long places : new long[] {all, all - 1}) {
            long side = Math.round(Math.sqrt(places));
            if (side > 0 && side * side == places) {
                return side;
            }
        }
        throw new IllegalArgumentException(
                ("@grid takes tokens [T, D] of a square grid, where T is H·H, or 1 + H·H with a class token first,"
                                + " but the map is %s")
                        .formatted(tokens));
    }
}
