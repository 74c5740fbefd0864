package io.alambic.tools.export;

import java.util.Locale;

/** Form in which a student is written. */
enum ExportFormat {
    /** A folder: of the zoo's description and weights, or of a TorchScript module and its weights. */
    FOLDER,
    /** One ONNX file. */
    ONNX;

    /** Returns the name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
