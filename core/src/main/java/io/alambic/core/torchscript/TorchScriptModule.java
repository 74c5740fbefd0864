package io.alambic.core.torchscript;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.tensor.TensorSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads and writes TorchScript modules, as files ({@code .pt}) or as the weights of a network. */
public final class TorchScriptModule {

    private TorchScriptModule() {}

    /**
     * Loads a module with all of its outputs.
     *
     * @param inputs what it takes, in the order of the module's arguments
     * @param parent manager that owns the network's arrays
     * @throws IOException if the file holds no module
     * @throws IllegalArgumentException if the module does not take the inputs
     */
    public static TrainableNetwork load(Path file, List<TensorSpec> inputs, NDManager parent) throws IOException {
        return TorchScriptNetwork.read(file, inputs, parent);
    }

    /** Returns whether weights are those of a TorchScript module. */
    public static boolean isModule(Map<String, NDArray> weights) {
        return weights.keySet().equals(Set.of(TorchScriptNetwork.MODULE));
    }

    /**
     * Loads a module, with all of its outputs, from its weights.
     *
     * @param weights as {@link TrainableNetwork#snapshot()} of such a module
     * @param inputs what it takes, in the order of the module's arguments
     * @param parent manager that owns the network's arrays
     * @throws IllegalArgumentException if the weights are no module, or it does not take the inputs
     */
    public static TrainableNetwork load(Map<String, NDArray> weights, List<TensorSpec> inputs, NDManager parent) {
        return TorchScriptNetwork.copy(weights.get(TorchScriptNetwork.MODULE), inputs, parent);
    }

    /**
     * Writes a module as a {@code .pt} file.
     *
     * @param weights as {@link TrainableNetwork#snapshot()} of such a module
     * @throws IOException if the file cannot be written
     */
    public static void write(Path file, Map<String, NDArray> weights) throws IOException {
        ByteBuffer bytes = weights.get(TorchScriptNetwork.MODULE).toByteBuffer(true);
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }
}
