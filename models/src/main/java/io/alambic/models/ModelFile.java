package io.alambic.models;

import ai.djl.ndarray.NDManager;
import io.alambic.core.digest.FileDigest;
import io.alambic.core.digest.Sha256;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.torchscript.TorchScriptNetwork;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** Loads models that come as one file: TorchScript ({@code .pt}) or ONNX ({@code .onnx}). */
final class ModelFile {

    private static final String TORCHSCRIPT = ".pt";
    private static final String ONNX = ".onnx";

    private ModelFile() {}

    /** Returns whether the file has the name of such a model. */
    static boolean isOne(Path path) {
        String name = name(path);
        return name.endsWith(TORCHSCRIPT) || name.endsWith(ONNX);
    }

    /**
     * Loads a model with all of its outputs.
     *
     * @param inputs inputs of the model; for TorchScript in the order of the module's arguments
     * @param parent manager that owns the network's arrays
     * @throws IOException if the file holds no such model
     * @throws IllegalArgumentException if the model does not take the inputs
     */
    static InferenceNetwork load(Path file, List<TensorSpec> inputs, NDManager parent) throws IOException {
        return name(file).endsWith(ONNX)
                ? OnnxNetwork.read(file, inputs, parent)
                : TorchScriptNetwork.read(file, inputs, parent);
    }

    /**
     * Returns a digest of everything that the model consists of: of the file, or of it and the files of its external weights.
     *
     * @throws IOException if one of the files cannot be read
     */
    static String digest(Path file) throws IOException {
        String own = FileDigest.of(file);
        Set<String> external = name(file).endsWith(ONNX) ? OnnxFiles.external(file) : Set.of();
        if (external.isEmpty()) {
            return own;
        }
        MessageDigest all = Sha256.of(0);
        all.update(own.getBytes(StandardCharsets.UTF_8));
        for (String name : external) {
            String digest = FileDigest.of(file.toAbsolutePath().resolveSibling(name));
            all.update("\n%s %s".formatted(digest, name).getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(all.digest());
    }

    private static String name(Path path) {
        Path name = path.getFileName();
        return name == null ? "" : name.toString();
    }
}
