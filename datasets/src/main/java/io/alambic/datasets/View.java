package io.alambic.datasets;

import io.alambic.datasets.fetch.DataSetException;
import java.util.List;
import java.util.Locale;

/**
 * A view of an image that a student reads while its teacher reads the whole image: another tensor of the same
 * sample.
 */
public enum View {
    /** The unmodified image. */
    IMAGE {
        @Override
        public IdxImages of(IdxImages images) {
            return images;
        }
    },
    /** Half the height and half the width: the mean of each 2×2 block of pixels; drops an odd last row or column. */
    HALF {
        @Override
        public IdxImages of(IdxImages images) {
            int rows = images.rows() / 2;
            int columns = images.columns() / 2;
            return transformed(images, rows, columns, (plane, row, column) -> {
                int sum = 2;
                for (int i = 0; i < 4; i++) {
                    sum += plane.at(2 * row + i / 2, 2 * column + i % 2);
                }
                return sum / 4;
            });
        }
    },
    /** Edge strength at each pixel: the magnitude of Sobel's gradient, at most 255. */
    EDGES {
        @Override
        public IdxImages of(IdxImages images) {
            return transformed(images, images.rows(), images.columns(), (plane, row, column) -> {
                int across = 0;
                int down = 0;
                for (int i = -1; i <= 1; i++) {
                    int weight = 2 - Math.abs(i);
                    across += weight * (plane.at(row + i, column + 1) - plane.at(row + i, column - 1));
                    down += weight * (plane.at(row + 1, column + i) - plane.at(row - 1, column + i));
                }
                return (int) Math.min(255, Math.hypot(across, down));
            });
        }
    };

    /** Returns this view of every image, with the same labels. */
    public abstract IdxImages of(IdxImages images);

    /** Returns the tensors of a sample: the images, and this view if it differs from them. */
    public List<IdxImages> beside(IdxImages images) {
        return this == IMAGE ? List.of(images) : List.of(images, of(images));
    }

    /** Returns the name on the command line and of the tensor. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Computes a pixel 0..255 of the view. */
    private interface Filter {
        int pixel(Plane plane, int row, int column);
    }

    /** One channel of one image. Beyond its border, the border pixels are repeated. */
    private record Plane(IdxImages images, byte[] pixels, int start) {

        int at(int row, int column) {
            int y = Math.min(Math.max(row, 0), images.rows() - 1);
            int x = Math.min(Math.max(column, 0), images.columns() - 1);
            return Byte.toUnsignedInt(pixels[start + y * images.columns() + x]);
        }
    }

    IdxImages transformed(IdxImages images, int rows, int columns, Filter filter) {
        if (rows < 1 || columns < 1) {
            throw new DataSetException("Images of %s have no view '%s'.".formatted(images.shape(), this));
        }
        int planes = images.size() * images.channels();
        byte[] pixels = new byte[images.rows() * images.columns() * images.channels()];
        byte[] view = new byte[Math.multiplyExact(planes, rows * columns)];
        int next = 0;
        for (int image = 0; image < images.size(); image++) {
            images.pixels(image, 1).get(pixels);
            for (int channel = 0; channel < images.channels(); channel++) {
                Plane plane = new Plane(images, pixels, channel * images.rows() * images.columns());
                for (int i = 0; i < rows * columns; i++) {
                    view[next++] = (byte) filter.pixel(plane, i / columns, i % columns);
                }
            }
        }
        return images.view(toString(), rows, columns, view);
    }
}
