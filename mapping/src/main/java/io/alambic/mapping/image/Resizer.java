package io.alambic.mapping.image;

import java.util.Arrays;

/**
 * Makes images of another size, bit for bit as Pillow does with images of 8 bits: rows first, then columns, each rounded to 8 bits.
 * Where the image becomes smaller, the filter becomes as much wider, so that no pixel is left out.
 */
final class Resizer {

    private static final int UNSIGNED = 0xff;

    private Resizer() {}

    /**
     * The wanted part of a resized image.
     *
     * @param height of the whole resized image
     * @param width of the whole resized image
     * @param top first row of the part; beyond the image there are zeros
     * @param left first column of the part
     * @param rows of the part
     * @param columns of the part
     */
    record Window(int height, int width, int top, int left, int rows, int columns) {

        /** Returns the middle of a resized image. */
        static Window middle(int height, int width, int rows, int columns) {
            return new Window(
                    height, width, Math.floorDiv(height - rows, 2), Math.floorDiv(width - columns, 2), rows, columns);
        }
    }

    /** Returns a part of a resized image. */
    static Pixels resize(Pixels image, Window window, Resampling resampling) {
        FilterTable across = FilterTable.of(image.width(), window.width(), window.left(), window.columns(), resampling);
        FilterTable down = FilterTable.of(image.height(), window.height(), window.top(), window.rows(), resampling);
        int first = down.firstUsed();
        Pixels rows = acrossRows(image, across, first, down.endOfUsed() - first);
        return downColumns(rows, down, first);
    }

    private static Pixels acrossRows(Pixels image, FilterTable table, int first, int rows) {
        int bands = image.bands();
        byte[] made = new byte[Math.multiplyExact(rows * table.size(), bands)];
        byte[] from = image.samples();
        for (int row = 0; row < rows; row++) {
            int begin = (first + row) * image.width() * bands;
            int to = row * table.size() * bands;
            for (int place = 0; place < table.size(); place++) {
                int[] weights = table.weights(place);
                int at = begin + table.begin(place) * bands;
                for (int band = 0; band < bands; band++) {
                    int sum = FilterTable.ROUNDING;
                    int index = at + band;
                    for (int weight : weights) {
                        sum += (from[index] & UNSIGNED) * weight;
                        index += bands;
                    }
                    made[to++] = FilterTable.sample(sum);
                }
            }
        }
        return new Pixels(table.size(), rows, bands, made);
    }

    /** The rows of the image begin at the first one that is used. */
    private static Pixels downColumns(Pixels image, FilterTable table, int first) {
        int rowLength = image.width() * image.bands();
        byte[] made = new byte[Math.multiplyExact(table.size(), rowLength)];
        int[] sums = new int[rowLength];
        byte[] from = image.samples();
        for (int place = 0; place < table.size(); place++) {
            Arrays.fill(sums, FilterTable.ROUNDING);
            int index = (table.begin(place) - first) * rowLength;
            for (int weight : table.weights(place)) {
                for (int i = 0; i < rowLength; i++) {
                    sums[i] += (from[index++] & UNSIGNED) * weight;
                }
            }
            int to = place * rowLength;
            for (int i = 0; i < rowLength; i++) {
                made[to + i] = FilterTable.sample(sums[i]);
            }
        }
        return new Pixels(image.width(), table.size(), image.bands(), made);
    }
}
