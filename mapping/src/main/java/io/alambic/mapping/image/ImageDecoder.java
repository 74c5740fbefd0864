package io.alambic.mapping.image;

import io.alambic.mapping.value.InvalidValueException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes images with the JDK's readers, in memory, without a display. What a file declares is checked before its pixels are decoded.
 *
 * @param maxPixels most pixels of an image
 * @param upright whether an image is turned as its EXIF orientation says
 */
record ImageDecoder(int maxPixels, boolean upright) {

    /** Most pixels unless told otherwise: 48 MiB of colours. */
    static final int USUAL_PIXELS = 1 << 24;

    private static final int LONGEST_SIDE = 65_535;

    /** A progressive file of a few bytes a scan goes through all its pixels with each. Usual are about ten. */
    private static final int MOST_SCANS = 100;

    /**
     * Returns the pixels of an image.
     *
     * @param bands 1 for gray, 3 for colours; the one becomes the other
     * @throws InvalidValueException if the bytes are no image of a known format, or one that is too large, broken or of other colours
     */
    Pixels decode(byte[] file, int bands) throws InvalidValueException {
        ImageFormat format = ImageFormat.of(file)
                .orElseThrow(() -> new InvalidValueException("expected an image of %s, but got %d other bytes"
                        .formatted(Arrays.toString(ImageFormat.values()), file.length)));
        int orientation = 1;
        if (format == ImageFormat.JPEG) {
            JpegMarkers markers = JpegMarkers.of(file);
            requireWhole(markers);
            orientation = upright ? markers.orientation() : 1;
        }
        return ImagePixels.of(read(file, format), bands).upright(orientation);
    }

    private static void requireWhole(JpegMarkers markers) throws InvalidValueException {
        if (!markers.isWhole()) {
            throw new InvalidValueException("expected a whole image, but the JPEG file is cut off");
        }
        if (markers.scans() > MOST_SCANS) {
            throw new InvalidValueException(
                    "expected a JPEG file of at most %d scans, but it has %d".formatted(MOST_SCANS, markers.scans()));
        }
    }

    private BufferedImage read(byte[] file, ImageFormat format) throws InvalidValueException {
        ImageReader reader = ImageIO.getImageReadersByFormatName(format.name()).next();
        try (ImageInputStream input = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            Corruption corruption = new Corruption();
            reader.addIIOReadWarningListener(corruption);
            reader.setInput(input, true, true);
            requireSize(reader.getWidth(0), reader.getHeight(0));
            BufferedImage image = reader.read(0);
            requireSize(image.getWidth(), image.getHeight());
            corruption.requireNone();
            return image;
        } catch (IOException | RuntimeException e) {
            throw new InvalidValueException("expected a whole image, but the %s file cannot be decoded (%s)"
                    .formatted(format, InvalidValueException.shortened(String.valueOf(e.getMessage()))));
        } finally {
            reader.dispose();
        }
    }

    private void requireSize(int width, int height) throws InvalidValueException {
        if ((long) width * height > maxPixels || Math.max(width, height) > LONGEST_SIDE) {
            throw new InvalidValueException("expected an image of at most %d pixels, %d in a row, but it declares %dx%d"
                    .formatted(maxPixels, LONGEST_SIDE, width, height));
        }
    }
}
