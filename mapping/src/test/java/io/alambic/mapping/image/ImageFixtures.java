package io.alambic.mapping.image;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** The images of the test's resources, which {@code make.py} beside them made. */
final class ImageFixtures {

    static final ImageDecoder DECODER = new ImageDecoder(ImageDecoder.USUAL_PIXELS, true);

    private ImageFixtures() {}

    static byte[] file(String name) throws IOException {
        try (InputStream input = ImageFixtures.class.getResourceAsStream("/images/" + name)) {
            return input.readAllBytes();
        }
    }

    static String digest(Pixels image) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(image.samples()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the largest difference between two samples at one place. */
    static int difference(Pixels one, Pixels other) {
        int largest = 0;
        for (int i = 0; i < one.samples().length; i++) {
            largest = Math.max(largest, Math.abs(one.at(i) - other.at(i)));
        }
        return largest;
    }

    /** Returns a file with other bytes at a place. */
    static byte[] changed(byte[] file, int at, int... bytes) {
        byte[] changed = file.clone();
        for (int i = 0; i < bytes.length; i++) {
            changed[at + i] = (byte) bytes[i];
        }
        return changed;
    }

    static byte[] cut(byte[] file, int length) {
        return Arrays.copyOf(file, length);
    }
}
