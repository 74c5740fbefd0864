package io.alambic.mapping.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The formats of images, known by their first bytes. */
enum ImageFormat {
    JPEG(new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff}),
    PNG(new byte[] {(byte) 0x89, 'P', 'N', 'G'}),
    GIF("GIF8".getBytes(StandardCharsets.US_ASCII)),
    BMP("BM".getBytes(StandardCharsets.US_ASCII));

    private final byte[] begin;

    ImageFormat(byte[] begin) {
        this.begin = begin;
    }

    /** Returns the format of a file. */
    static Optional<ImageFormat> of(byte[] file) {
        return Arrays.stream(values())
                .filter(format -> file.length > format.begin.length
                        && Arrays.equals(file, 0, format.begin.length, format.begin, 0, format.begin.length))
                .findFirst();
    }
}
