package io.alambic.datasets;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * Square colour images in PNG files. Each row of pixels is one image, row-major within the row. The labels are
 * a JSON array of numbers.
 */
final class Sprites {

    private static final int CHANNELS = 3;
    private static final int IMAGES_MAGIC = 0x0804;
    private static final int LABELS_MAGIC = 0x0801;

    private Sprites() {}

    /**
     * Writes the images as IDX files: images [N, 3, side, side] and labels [N], unsigned bytes.
     *
     * @param sprites the PNG files, in order
     * @param side width and height of an image
     * @param labels the JSON file
     * @throws IOException if a file is missing or invalid; the message says why in a few words
     */
    static void toIdx(List<Path> sprites, int side, Path labels, Path imagesOut, Path labelsOut) throws IOException {
        byte[] classes = classes(labels);
        try (DataOutputStream out = data(imagesOut)) {
            for (int size : new int[] {IMAGES_MAGIC, classes.length, CHANNELS, side, side}) {
                out.writeInt(size);
            }
            int images = 0;
            for (Path sprite : sprites) {
                images += write(sprite, side, out);
            }
            if (images != classes.length) {
                throw new IOException("the sprites hold %d images, but %s holds %d labels"
                        .formatted(images, labels.getFileName(), classes.length));
            }
        }
        try (DataOutputStream out = data(labelsOut)) {
            out.writeInt(LABELS_MAGIC);
            out.writeInt(classes.length);
            out.write(classes);
        }
    }

    private static DataOutputStream data(Path file) throws IOException {
        return new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
    }

    private static byte[] classes(Path file) throws IOException {
        requireThere(file);
        int[] numbers = new ObjectMapper().readValue(file.toFile(), int[].class);
        byte[] classes = new byte[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            classes[i] = (byte) numbers[i];
        }
        return classes;
    }

    private static int write(Path sprite, int side, OutputStream out) throws IOException {
        requireThere(sprite);
        BufferedImage image = ImageIO.read(sprite.toFile());
        int pixels = side * side;
        if (image == null || image.getWidth() != pixels || image.getRaster().getNumBands() != CHANNELS) {
            throw new IOException("%s is no PNG of rows of %d RGB pixels".formatted(sprite.getFileName(), pixels));
        }
        Raster raster = image.getRaster();
        int[] row = new int[CHANNELS * pixels];
        byte[] planes = new byte[CHANNELS * pixels];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(0, y, pixels, 1, row);
            for (int i = 0; i < row.length; i++) {
                planes[i % CHANNELS * pixels + i / CHANNELS] = (byte) row[i];
            }
            out.write(planes);
        }
        return raster.getHeight();
    }

    private static void requireThere(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException("the package lacks " + file.getFileName());
        }
    }
}
