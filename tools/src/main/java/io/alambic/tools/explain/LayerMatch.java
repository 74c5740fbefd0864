package io.alambic.tools.explain;

import io.alambic.core.explain.CkaTable;
import java.util.OptionalDouble;

/** Finds layers in a table. */
final class LayerMatch {

    private LayerMatch() {}

    /** Returns the row that is most alike to a column, the first of equal ones; -1 if nothing can be said. */
    static int nearest(CkaTable layers, int column) {
        int nearest = -1;
        for (int row = 0; row < layers.rows().size(); row++) {
            OptionalDouble value = layers.value(row, column);
            if (value.isPresent()
                    && (nearest < 0
                            || value.getAsDouble()
                                    > layers.value(nearest, column).getAsDouble())) {
                nearest = row;
            }
        }
        return nearest;
    }

    /** Returns the value of two layers; empty if there is none of that name, or nothing can be said. */
    static OptionalDouble value(CkaTable layers, String row, String column) {
        int x = layers.rows().indexOf(row);
        int y = layers.columns().indexOf(column);
        return x < 0 || y < 0 ? OptionalDouble.empty() : layers.value(x, y);
    }
}
