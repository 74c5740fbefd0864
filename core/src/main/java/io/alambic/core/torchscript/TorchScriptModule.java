package io.alambic.core.torchscript;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.tensor.TensorSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Loads TorchScript modules from the weights of a student, which say themselves what module they are of. */
public final class TorchScriptModule {

    private TorchScriptModule() {}

    /** Returns whether weights are those of a TorchScript module. */
    public static boolean isModule(Map<String, NDArray> weights) {
        return weights.containsKey(TrainableModule.MODULE);
    }

    /** Returns whether the weights are a whole file, as in checkpoints of the first releases. */
    static boolean isWholeFile(Map<String, NDArray> weights) {
        return weights.keySet().equals(Set.of(TrainableModule.MODULE));
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
        return open(weights, inputs, parent);
    }

    static TrainableModule open(Map<String, NDArray> weights, List<TensorSpec> inputs, NDManager parent) {
        try {
            Path file = Files.createTempFile("module-", ".pt");
            try {
                write(file, weights.get(TrainableModule.MODULE).toByteBuffer(true));
                ModuleArchive archive = ModuleArchive.read(file);
                return isWholeFile(weights)
                        ? TrainableModule.read(file, archive, inputs, parent)
                        : TrainableModule.copy(archive, weights, inputs, parent);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "weight '%s' is no module: %s".formatted(TrainableModule.MODULE, e.getMessage()), e);
        }
    }

    private static void write(Path file, ByteBuffer bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }
}
