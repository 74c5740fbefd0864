package io.alambic.core.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.tensor.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A model that came as one file: TorchScript ({@code .pt}) or ONNX ({@code .onnx}). */
public final class ModelFile {

    private static final String TORCHSCRIPT = ".pt";
    private static final String ONNX = ".onnx";

    private ModelFile() {}

    /** Whether the name is that of such a file. */
    public static boolean isOne(Path path) {
        String name = name(path);
        return name.endsWith(TORCHSCRIPT) || name.endsWith(ONNX);
    }

    /**
     * Loads a model with all of its outputs.
     *
     * @param inputs what it takes; for TorchScript in the order of the module's arguments
     * @param parent manager under which the network keeps its own
     * @throws IOException if the file holds no such model
     * @throws IllegalArgumentException if the model does not take the inputs
     */
    public static Network load(Path file, List<TensorSpec> inputs, NDManager parent) throws IOException {
        return name(file).endsWith(ONNX)
                ? OnnxNetwork.read(file, inputs, parent)
                : TorchScriptNetwork.read(file, inputs, parent);
    }

    /** Whether weights are those of a TorchScript module. */
    public static boolean isModule(Map<String, NDArray> weights) {
        return weights.keySet().equals(Set.of(TorchScriptNetwork.MODULE));
    }

    /**
     * Loads a TorchScript module, with all of its outputs, from its weights.
     *
     * @param weights as {@link Network#weights()} of such a module
     * @param inputs what it takes, in the order of the module's arguments
     * @param parent manager under which the network keeps its own
     * @throws IllegalArgumentException if the weights are no module, or it does not take the inputs
     */
    public static Network load(Map<String, NDArray> weights, List<TensorSpec> inputs, NDManager parent) {
        return TorchScriptNetwork.copy(weights.get(TorchScriptNetwork.MODULE), inputs, parent);
    }

    /**
     * Writes a TorchScript module as a {@code .pt} file.
     *
     * @param weights as {@link Network#weights()} of such a module
     * @throws IOException if the file cannot be written
     */
    public static void write(Path file, Map<String, NDArray> weights) throws IOException {
        Files.write(file, weights.get(TorchScriptNetwork.MODULE).toByteArray());
    }

    private static String name(Path path) {
        Path name = path.getFileName();
        return name == null ? "" : name.toString();
    }
}
