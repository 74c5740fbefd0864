package io.alambic.mapping.image;

/**
 * Which pixels of a row each pixel of a resized row is made of, and with which weights, in fixed point. A pixel beyond the resized row
 * is made of none.
 */
final class FilterTable {

    private static final int PRECISION = 22;

    /** What a sum of weighted samples begins with. */
    static final int ROUNDING = 1 << (PRECISION - 1);

    private static final int[] NOTHING = {};
    private static final int[] ONE = {1 << PRECISION};
    private static final int LARGEST = 255;

    private final int[] begins;
    private final int[][] weights;

    private FilterTable(int places) {
        begins = new int[places];
        weights = new int[places][];
    }

    /**
     * Returns the table of a part of a resized row.
     *
     * @param from pixels of the row, at least 1
     * @param to pixels of the resized row, at least 1
     * @param first pixel of the part, which may be less than 0
     * @param places pixels of the part
     */
    static FilterTable of(int from, int to, int first, int places, Resampling resampling) {
        FilterTable table = new FilterTable(places);
        for (int place = 0; place < places; place++) {
            int pixel = first + place;
            if (pixel < 0 || pixel >= to) {
                table.weights[place] = NOTHING;
            } else if (from == to) {
                table.begins[place] = pixel;
                table.weights[place] = ONE;
            } else if (resampling == Resampling.NEAREST) {
                table.begins[place] = Math.min(from - 1, (int) ((pixel + 0.5) * ((double) from / to)));
                table.weights[place] = ONE;
            } else {
                table.weigh(place, pixel, from, to, resampling);
            }
        }
        return table;
    }

    private void weigh(int place, int pixel, int from, int to, Resampling resampling) {
        double scale = (double) from / to;
        double widening = Math.max(scale, 1);
        double support = resampling.support() * widening;
        double center = (pixel + 0.5) * scale;
        int begin = Math.max(0, (int) (center - support + 0.5));
        int end = Math.min(from, (int) (center + support + 0.5));
        double[] shares = new double[end - begin];
        double sum = 0;
        for (int i = 0; i < shares.length; i++) {
            shares[i] = resampling.weight((i + begin - center + 0.5) * (1 / widening));
            sum += shares[i];
        }
        int[] fixed = new int[shares.length];
        for (int i = 0; i < shares.length; i++) {
            double share = (sum == 0 ? shares[i] : shares[i] / sum) * (1 << PRECISION);
            fixed[i] = (int) (share < 0 ? share - 0.5 : share + 0.5);
        }
        begins[place] = begin;
        weights[place] = fixed;
    }

    /** Returns the number of pixels. */
    int size() {
        return begins.length;
    }

    /** Returns the first pixel that a pixel is made of. */
    int begin(int place) {
        return begins[place];
    }

    /** Returns the weights of the pixels that a pixel is made of; none if it lies beyond the row. */
    int[] weights(int place) {
        return weights[place];
    }

    /** Returns the first pixel that any is made of. */
    int firstUsed() {
        int first = Integer.MAX_VALUE;
        for (int place = 0; place < begins.length; place++) {
            first = weights[place].length == 0 ? first : Math.min(first, begins[place]);
        }
        return first == Integer.MAX_VALUE ? 0 : first;
    }

    /** Returns the end of the pixels that any is made of. */
    int endOfUsed() {
        int end = 0;
        for (int place = 0; place < begins.length; place++) {
            end = weights[place].length == 0 ? end : Math.max(end, begins[place] + weights[place].length);
        }
        return end;
    }

    /** Returns the sample that a sum stands for. */
    static byte sample(int sum) {
        return (byte) Math.max(0, Math.min(LARGEST, sum >> PRECISION));
    }
}
