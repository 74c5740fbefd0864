package io.alambic.cli.check;

import io.alambic.cli.file.DistillationFile;

/**
 * Something wrong in a file.
 *
 * @param key of the setting
 * @param sentence that begins with the key
 */
record Problem(String key, String sentence) {

    /** A line of a service that begins with a key. */
    static Problem ofLine(String line) {
        return new Problem(DistillationFile.keyOf(line), line);
    }
}
