package io.alambic.core.torchscript;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.TensorSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** A TorchScript module that answers as its file says. */
public final class TorchScriptNetwork implements InferenceNetwork {

    private final LoadedModule module;
    private final Signature signature;
    private final long parameters;
    private final long bytes;

    private TorchScriptNetwork(LoadedModule module, List<TensorSpec> inputs, Set<String> tied, long bytes) {
        this.module = module;
        this.parameters = module.parameters().entrySet().stream()
                .filter(parameter -> parameter.getValue().hasGradient() && !tied.contains(parameter.getKey()))
                .mapToLong(parameter -> parameter.getValue().size())
                .sum();
        this.signature = module.probe(inputs);
        this.bytes = bytes;
    }

    /**
     * Loads a module with all of its outputs.
     *
     * @param inputs what it takes, in the order of the module's arguments
     * @param parent manager that owns the network's arrays
     * @throws IOException if the file holds no module
     * @throws IllegalArgumentException if the module does not take the inputs
     */
    public static TorchScriptNetwork read(Path file, List<TensorSpec> inputs, NDManager parent) throws IOException {
        long bytes = Files.size(file);
        LoadedModule module;
        try (InputStream content = Files.newInputStream(file)) {
            module = LoadedModule.read(content, bytes, parent);
        } catch (IOException e) {
            throw noModule(file, e);
        }
        try {
            return new TorchScriptNetwork(module, inputs, tied(file), bytes);
        } catch (RuntimeException e) {
            module.close();
            throw e;
        }
    }

    /** Tensors of a file that only the engine can read count as not tied. */
    private static Set<String> tied(Path file) {
        try {
            return ModuleArchive.read(file).tied().keySet();
        } catch (IOException e) {
            return Set.of();
        }
    }

    static IOException noModule(Path file, IOException reason) {
        return new IOException("%s holds no TorchScript module: %s".formatted(file, reason.getMessage()), reason);
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public Map<String, NDArray> forward(Map<String, NDArray> inputs) {
        return module.pass(signature.ordered(inputs), false);
    }

    /** Counts parameters that were not frozen in the file, and tied ones once. */
    @Override
    public OptionalLong parameterCount() {
        return OptionalLong.of(parameters);
    }

    /** Returns the bytes of the file. */
    @Override
    public OptionalLong weightBytes() {
        return OptionalLong.of(bytes);
    }

    @Override
    public void close() {
        module.close();
    }
}
