package io.alambic.models;

import java.nio.file.Path;

/** Models that core's {@code make_models.py} wrote. */
final class SampleModels {

    private static final Path FOLDER = Path.of("..", "core", "src", "test", "resources", "models");

    static final Path NUMBERED = FOLDER.resolve("numbered.pt");
    static final Path ONNX = FOLDER.resolve("numbered.onnx");

    private SampleModels() {}
}
