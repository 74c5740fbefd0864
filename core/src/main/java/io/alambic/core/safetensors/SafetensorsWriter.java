package io.alambic.core.safetensors;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Writes safetensors files so that a reader finds either the whole file or none. */
public final class SafetensorsWriter {

    /** Suffix of the name of an incomplete file. */
    public static final String TEMPORARY = ".tmp";

    private SafetensorsWriter() {}

    /**
     * Writes arrays and metadata to a temporary file beside the target, syncs it, and renames it.
     *
     * @return SHA-256 of the content in hexadecimal
     * @throws IOException if the file cannot be written; the target is then as it was
     */
    public static String write(Path target, Map<String, String> metadata, Map<String, NDArray> arrays)
            throws IOException {
        return UnfinishedFile.write(target, metadata, arrays).finish();
    }
}
