package io.alambic.mapping.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The formats of images, known by their first bytes. */
enum ImageFormat {
    JPEG("\u00ff\u00d8\u00ff"),
    PNG("\u0089PNG"),
    GIF("GIF8"),
    BMP("BM");

    private final String begin;

    ImageFormat(String begin) {
        this.begin = begin;
    }

    /** Returns the format of a file. */
    static Optional<ImageFormat> of(byte[] file) {
        return Arrays.stream(values()).filter(format -> format.begins(file)).findFirst();
    }

    private boolean begins(byte[] file) {
        return file.length > begin.length()
                && new String(file, 0, begin.length(), StandardCharsets.ISO_8859_1).equals(begin);
    }
}
