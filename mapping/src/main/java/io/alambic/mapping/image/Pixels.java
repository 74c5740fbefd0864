package io.alambic.mapping.image;

/**
 * An image of 8 bits a band.
 *
 * @param width of a row
 * @param height number of rows
 * @param bands 1 of gray, or 3 of red, green and blue
 * @param samples row by row, the bands of a pixel behind each other; must not be changed
 */
record Pixels(int width, int height, int bands, byte[] samples) {

    /** Shares of red, green and blue in gray, as ITU-R 601-2 has them, in 16 bits. */
    private static final int RED = 19_595;

    private static final int GREEN = 38_470;
    private static final int BLUE = 7_471;
    private static final int HALF = 1 << 15;
    private static final int UNSIGNED = 0xff;

    /** Returns the gray of a colour, 0 to 255. */
    static int gray(int red, int green, int blue) {
        return (red * RED + green * GREEN + blue * BLUE + HALF) >> 16;
    }

    /** Returns the sample at an index, 0 to 255. */
    int at(int index) {
        return samples[index] & UNSIGNED;
    }

    /**
     * Returns the image as it is seen.
     *
     * @param orientation of the EXIF standard, 1 to 8
     */
    Pixels upright(int orientation) {
        if (orientation == 1) {
            return this;
        }
        boolean swaps = orientation >= 5;
        int columns = swaps ? height : width;
        int rows = swaps ? width : height;
        byte[] turned = new byte[samples.length];
        int to = 0;
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < columns; x++) {
                int from = source(orientation, x, y) * bands;
                for (int band = 0; band < bands; band++) {
                    turned[to++] = samples[from + band];
                }
            }
        }
        return new Pixels(columns, rows, bands, turned);
    }

    /** Returns the pixel that is seen at a place. */
    private int source(int orientation, int x, int y) {
        int right = width - 1;
        int bottom = height - 1;
        return switch (orientation) {
            case 2 -> y * width + right - x;
            case 3 -> (bottom - y) * width + right - x;
            case 4 -> (bottom - y) * width + x;
            case 5 -> x * width + y;
            case 6 -> (bottom - x) * width + y;
            case 7 -> (bottom - x) * width + right - y;
            case 8 -> x * width + right - y;
            default -> throw new IllegalArgumentException("no orientation " + orientation);
        };
    }
}
