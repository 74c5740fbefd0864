package io.alambic.mapping.image;

import java.util.Arrays;

/**
 * What the markers of a JPEG file say before it is decoded.
 *
 * @param orientation of EXIF, 1 to 8; 1 if there is none
 * @param scans how often the pixels are gone through; more than one in progressive files
 * @param isWhole whether the end of the image is marked
 */
record JpegMarkers(int orientation, int scans, boolean isWhole) {

    private static final int UNSIGNED = 0xff;
    private static final int MARKER = 0xff;
    private static final int START_OF_SCAN = 0xda;
    private static final int END_OF_IMAGE = 0xd9;
    private static final int APP1 = 0xe1;
    private static final byte[] EXIF = {'E', 'x', 'i', 'f', 0, 0};
    private static final int ORIENTATION = 0x0112;
    private static final int LARGEST_ORIENTATION = 8;
    private static final int DIRECTORY_ENTRY = 12;

    /** Reads the markers of whatever bytes. */
    static JpegMarkers of(byte[] file) {
        int orientation = 1;
        int at = 2;
        while (at + 4 <= file.length
                && unsigned(file, at) == MARKER
                && unsigned(file, at + 1) != START_OF_SCAN
                && unsigned(file, at + 1) != END_OF_IMAGE) {
            int length = big(file, at + 2);
            if (unsigned(file, at + 1) == APP1 && orientation == 1) {
                orientation = orientation(file, at + 4, Math.min(file.length, at + 2 + length));
            }
            at += unsigned(file, at + 1) == MARKER ? 1 : 2 + Math.max(2, length);
        }
        int scans = 0;
        boolean whole = false;
        for (int i = Math.max(2, Math.min(at, file.length)); i + 1 < file.length; i++) {
            if (unsigned(file, i) == MARKER) {
                scans += unsigned(file, i + 1) == START_OF_SCAN ? 1 : 0;
                whole |= unsigned(file, i + 1) == END_OF_IMAGE;
            }
        }
        return new JpegMarkers(orientation, scans, whole);
    }

    /** Returns the orientation of the first directory of an EXIF segment; 1 where it cannot be read. */
    private static int orientation(byte[] file, int from, int to) {
        int tiff = from + EXIF.length;
        if (to - tiff < 8 || !Arrays.equals(file, from, tiff, EXIF, 0, EXIF.length)) {
            return 1;
        }
        boolean little = file[tiff] == 'I';
        long directory = tiff + (little ? littleWord(file, tiff + 4) : bigWord(file, tiff + 4));
        if (directory < tiff || directory + 2 > to) {
            return 1;
        }
        int entries = number(file, (int) directory, little);
        for (int entry = 0; entry < entries; entry++) {
            long at = directory + 2 + (long) entry * DIRECTORY_ENTRY;
            if (at + DIRECTORY_ENTRY > to) {
                return 1;
            }
            if (number(file, (int) at, little) == ORIENTATION) {
                int value = number(file, (int) at + 8, little);
                return value >= 1 && value <= LARGEST_ORIENTATION ? value : 1;
            }
        }
        return 1;
    }

    private static int number(byte[] file, int at, boolean little) {
        return little ? unsigned(file, at) | unsigned(file, at + 1) << 8 : big(file, at);
    }

    private static int big(byte[] file, int at) {
        return unsigned(file, at) << 8 | unsigned(file, at + 1);
    }

    private static long bigWord(byte[] file, int at) {
        return (long) big(file, at) << 16 | big(file, at + 2);
    }

    private static long littleWord(byte[] file, int at) {
        return number(file, at, true) | (long) number(file, at + 2, true) << 16;
    }

    private static int unsigned(byte[] file, int at) {
        return file[at] & UNSIGNED;
    }
}
