package io.alambic.core.torchscript;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.engine.ArrayCopy;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.safetensors.SafetensorsWriter;
import io.alambic.core.storage.WeightType;
import io.alambic.core.tensor.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A TorchScript module on disk: {@code model.pt} runs, {@code model.safetensors} holds its tensors by the names of
 * PyTorch's {@code state_dict()}. Tied tensors are stored once; the metadata names the others with the one that is stored, as Hugging
 * Face's {@code save_model} does. If weights are stored in fewer bits, the module computes with the same rounded numbers in
 * 32 bits. Buffers, such as the running statistics of batch norm, are not rounded.
 */
public final class TorchScriptFolder {

    private static final String MODULE = "model.pt";
    private static final String STATE = "model.safetensors";

    private TorchScriptFolder() {}

    /** Returns whether a folder holds a module. */
    public static boolean isOne(Path folder) {
        return Files.exists(folder.resolve(MODULE));
    }

    /**
     * Writes a module.
     *
     * @param folder must exist
     * @param weights as {@link TrainableNetwork#snapshot()} of such a module
     * @param inputs what it takes, in the order of the module's arguments
     * @param type in which the safetensors file stores parameters
     * @throws IOException if the folder cannot be written
     * @throws IllegalArgumentException if the weights are no module, or cannot be stored in that type
     */
    public static void save(Path folder, Map<String, NDArray> weights, List<TensorSpec> inputs, WeightType type)
            throws IOException {
        try (NDManager scope = NDManager.newBaseManager();
                TrainableModule module = TorchScriptModule.open(weights, inputs, scope)) {
            Map<String, NDArray> parameters = new TreeMap<>(module.tensors());
            parameters.keySet().removeIf(name -> !module.archive().isParameter(name));
            Map<String, NDArray> stored = type.stored(parameters, scope);
            if (type != WeightType.FP32) {
                new ArrayCopy(scope).copy(WeightType.restored(stored), parameters);
            }
            module.archive().write(folder.resolve(MODULE), module.tensors(), scope);
            Map<String, NDArray> state = new TreeMap<>(module.tensors());
            state.putAll(stored);
            Map<String, String> tied = module.archive().tied();
            tied.keySet().forEach(name -> {
                state.remove(name);
                state.remove(name + WeightType.SCALE);
            });
            SafetensorsWriter.write(folder.resolve(STATE), tied, state);
        }
    }

    /**
     * Loads the module.
     *
     * @param inputs what it takes, in the order of its arguments
     * @param parent manager that owns the network's arrays
     * @throws IOException if there is none
     * @throws IllegalArgumentException if the module does not take the inputs
     */
    public static TrainableNetwork load(Path folder, List<TensorSpec> inputs, NDManager parent) throws IOException {
        Path file = folder.resolve(MODULE);
        return TrainableModule.read(file, ModuleArchive.read(file), inputs, parent);
    }
}
