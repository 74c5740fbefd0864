package io.alambic.mapping.image;

/** Which size an image gets before the middle of it, as large as the tensor, is taken. Beyond a smaller image there are zeros. */
sealed interface ResizeRule {

    /** The size of the tensor. */
    record ToTensor() implements ResizeRule {

        @Override
        public long[] size(int height, int width, int rows, int columns) {
            return new long[] {rows, columns};
        }
    }

    /**
     * A size.
     *
     * @param newHeight at least 1
     * @param newWidth at least 1
     */
    record Exactly(int newHeight, int newWidth) implements ResizeRule {

        @Override
        public long[] size(int height, int width, int rows, int columns) {
            return new long[] {newHeight, newWidth};
        }
    }

    /**
     * The shorter side gets a length, the other one in proportion.
     *
     * @param length at least 1
     */
    record ShorterSide(int length) implements ResizeRule {

        @Override
        public long[] size(int height, int width, int rows, int columns) {
            return width <= height
                    ? new long[] {inProportion(height, width), length}
                    : new long[] {length, inProportion(width, height)};
        }

        private long inProportion(int longer, int shorter) {
            return (long) ((double) ((long) length * longer) / shorter);
        }
    }

    /** The image stays as it is. */
    record None() implements ResizeRule {

        @Override
        public long[] size(int height, int width, int rows, int columns) {
            return new long[] {height, width};
        }
    }

    /**
     * Returns the height and the width that an image gets.
     *
     * @param rows of the tensor
     * @param columns of the tensor
     */
    long[] size(int height, int width, int rows, int columns);
}
