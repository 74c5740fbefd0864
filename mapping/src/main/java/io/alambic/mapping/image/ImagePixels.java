package io.alambic.mapping.image;

import io.alambic.mapping.value.InvalidValueException;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.util.Arrays;

/**
 * Takes the pixels out of decoded images as they were stored: no colour profile and no gamma is applied. Of 16 bits the upper 8 count;
 * transparency is left out.
 */
final class ImagePixels {

    private static final int UNSIGNED = 0xff;
    private static final int GRAY = 1;
    private static final int COLOURS = 3;
    private static final int[] RED_FIRST = {0, 1, 2};
    private static final int[] BLUE_FIRST = {2, 1, 0};

    private ImagePixels() {}

    /**
     * Returns the pixels of an image.
     *
     * @param bands 1 for gray, 3 for colours
     * @throws InvalidValueException if it has neither
     */
    static Pixels of(BufferedImage image, int bands) throws InvalidValueException {
        ColorModel model = image.getColorModel();
        if (model instanceof ComponentColorModel) {
            return ofBands(image, model.getNumColorComponents(), bands);
        }
        if (model instanceof IndexColorModel palette) {
            return ofPalette(image, palette, bands);
        }
        return ofPacked(image, bands);
    }

    private static Pixels ofBands(BufferedImage image, int stored, int bands) throws InvalidValueException {
        int type = image.getRaster().getTransferType();
        boolean isKnown = (stored == GRAY || stored == COLOURS)
                && (type == DataBuffer.TYPE_BYTE || type == DataBuffer.TYPE_USHORT);
        if (!isKnown) {
            throw new InvalidValueException(
                    "expected an image of gray or of red, green and blue, in 8 or 16 bits, but it has %d colours%s"
                            .formatted(stored, stored == 4 ? " (CMYK)" : ""));
        }
        if (stored == bands && isPlain(image, bands)) {
            return ofPlain(image, bands);
        }
        int shift = type == DataBuffer.TYPE_USHORT ? Byte.SIZE : 0;
        Raster raster = image.getRaster();
        int perPixel = raster.getNumBands();
        int[] row = new int[image.getWidth() * perPixel];
        byte[] samples = new byte[image.getWidth() * image.getHeight() * bands];
        int to = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            raster.getPixels(0, y, image.getWidth(), 1, row);
            for (int at = 0; at < row.length; at += perPixel) {
                int red = row[at] >> shift;
                int green = stored == GRAY ? red : row[at + 1] >> shift;
                int blue = stored == GRAY ? red : row[at + 2] >> shift;
                to = put(samples, to, bands, stored == GRAY, red, green, blue);
            }
        }
        return new Pixels(image.getWidth(), image.getHeight(), bands, samples);
    }

    /** Returns whether the image is one array of bytes, of nothing but the pixels. */
    private static boolean isPlain(BufferedImage image, int bands) {
        return image.getRaster().getDataBuffer() instanceof DataBufferByte data
                && data.getNumBanks() == 1
                && data.getData().length == image.getWidth() * image.getHeight() * bands
                && image.getSampleModel() instanceof PixelInterleavedSampleModel model
                && model.getPixelStride() == bands
                && (bands == GRAY
                        || Arrays.equals(model.getBandOffsets(), RED_FIRST)
                        || Arrays.equals(model.getBandOffsets(), BLUE_FIRST))
                && model.getScanlineStride() == image.getWidth() * bands;
    }

    /** Large images are not copied; the array is that of the image, which nobody else has. */
    private static Pixels ofPlain(BufferedImage image, int bands) {
        byte[] samples = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        boolean blueFirst = bands == COLOURS
                && Arrays.equals(((PixelInterleavedSampleModel) image.getSampleModel()).getBandOffsets(), BLUE_FIRST);
        if (blueFirst) {
            for (int at = 0; at < samples.length; at += COLOURS) {
                byte blue = samples[at];
                samples[at] = samples[at + 2];
                samples[at + 2] = blue;
            }
        }
        return new Pixels(image.getWidth(), image.getHeight(), bands, samples);
    }

    private static Pixels ofPalette(BufferedImage image, IndexColorModel palette, int bands) {
        int[] colours = new int[palette.getMapSize()];
        palette.getRGBs(colours);
        int[] row = new int[image.getWidth()];
        byte[] samples = new byte[image.getWidth() * image.getHeight() * bands];
        int to = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRaster().getSamples(0, y, image.getWidth(), 1, 0, row);
            for (int index : row) {
                to = put(samples, to, bands, colours[Math.min(index, colours.length - 1)]);
            }
        }
        return new Pixels(image.getWidth(), image.getHeight(), bands, samples);
    }

    /** Colours in the bits of one number, as in some BMP files. */
    private static Pixels ofPacked(BufferedImage image, int bands) {
        int[] row = new int[image.getWidth()];
        byte[] samples = new byte[image.getWidth() * image.getHeight() * bands];
        int to = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, image.getWidth(), 1, row, 0, image.getWidth());
            for (int colour : row) {
                to = put(samples, to, bands, colour);
            }
        }
        return new Pixels(image.getWidth(), image.getHeight(), bands, samples);
    }

    private static int put(byte[] samples, int to, int bands, int colour) {
        return put(samples, to, bands, false, colour >> 16 & UNSIGNED, colour >> 8 & UNSIGNED, colour & UNSIGNED);
    }

    private static int put(byte[] samples, int to, int bands, boolean isGray, int red, int green, int blue) {
        if (bands == GRAY) {
            samples[to] = (byte) (isGray ? red : Pixels.gray(red, green, blue));
            return to + 1;
        }
        samples[to] = (byte) red;
        samples[to + 1] = (byte) green;
        samples[to + 2] = (byte) blue;
        return to + COLOURS;
    }
}
