package io.alambic.core.torchscript;

import java.nio.file.Path;

/** Models that {@code src/test/python/make_models.py} wrote. */
final class TestModels {

    private static final Path FOLDER = Path.of("src", "test", "resources", "models");

    static final Path NAMED = FOLDER.resolve("named.pt");
    static final Path NUMBERED = FOLDER.resolve("numbered.pt");
    static final Path TWO_INPUTS = FOLDER.resolve("two-inputs.pt");
    static final Path FIXED_BATCH = FOLDER.resolve("fixed-batch.pt");
    static final Path TIED = FOLDER.resolve("tied.pt");
    static final Path PLAIN = FOLDER.resolve("plain.pt");
    static final Path ONNX = FOLDER.resolve("numbered.onnx");

    private TestModels() {}
}
