package io.alambic.core.torchscript;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.digest.FileDigest;
import io.alambic.core.model.Architecture;
import io.alambic.core.model.OutputPick;
import io.alambic.core.model.PickedNetwork;
import io.alambic.core.model.Signature;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.tensor.TensorSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * The user's own TorchScript module ({@code .pt}). Its initial weights are those of the file, whatever the seed. Parameters
 * that are frozen in the file remain frozen.
 *
 * @param file to read it from
 * @param digest SHA-256 of the file in hexadecimal
 * @param module inputs and outputs of the module itself
 * @param outputs which of the module's outputs are used and under which name
 * @param learned names of the parameters that training changes
 * @param archive the file without its weights
 */
public record TorchScript(
        Path file,
        String digest,
        Signature module,
        List<OutputPick> outputs,
        Set<String> learned,
        ModuleArchive archive)
        implements Architecture {

    public TorchScript {
        outputs = List.copyOf(outputs);
        learned = Set.copyOf(learned);
        PickedNetwork.signature(module, outputs);
    }

    /**
     * Reads a file and runs zeros through the module.
     *
     * @param inputs in the order in which the module takes them
     * @param outputs which are used; none where all are, under their own names
     * @throws IOException if the file holds no TorchScript module
     * @throws IllegalArgumentException if the module does not take the inputs or lacks an output
     */
    public static TorchScript read(Path file, List<TensorSpec> inputs, List<OutputPick> outputs) throws IOException {
        return read(file, inputs, outputs, (module, network) -> module);
    }

    /**
     * Reads a file as {@link #read(Path, List, List)} does, and lets the loaded module answer questions before it is closed: to load a
     * large one takes seconds.
     *
     * @param use receives what was read, and a network with the outputs that are used
     * @return what the use returns
     * @throws IOException if the file holds no TorchScript module
     * @throws IllegalArgumentException if the module does not take the inputs or lacks an output
     */
    public static <T> T read(
            Path file,
            List<TensorSpec> inputs,
            List<OutputPick> outputs,
            BiFunction<TorchScript, TrainableNetwork, T> use)
            throws IOException {
        String digest = FileDigest.of(file);
        try (NDManager manager = NDManager.newBaseManager();
                TrainableModule network = trainable(file, inputs, manager)) {
            Signature module = network.signature();
            TorchScript read = new TorchScript(
                    file,
                    digest,
                    module,
                    outputs.isEmpty() ? all(module) : outputs,
                    network.learned().keySet(),
                    network.archive());
            return use.apply(read, PickedNetwork.trainable(network, read.outputs()));
        }
    }

    private static TrainableModule trainable(Path file, List<TensorSpec> inputs, NDManager parent) throws IOException {
        try {
            return TrainableModule.read(file, ModuleArchive.read(file), inputs, parent);
        } catch (IOException e) {
            throw TorchScriptNetwork.noModule(file, e);
        }
    }

    private static List<OutputPick> all(Signature module) {
        if (module.outputs().size() == 1) {
            return List.of(
                    new OutputPick(Signature.LOGITS, module.outputs().get(0).name()));
        }
        return module.outputs().stream()
                .map(output -> new OutputPick(output.name(), output.name()))
                .toList();
    }

    @Override
    public String fingerprint() {
        return "torchscript sha256:%s outputs %s".formatted(digest, outputs);
    }

    @Override
    public Signature signature() {
        return PickedNetwork.signature(module, outputs);
    }

    @Override
    public TrainableNetwork newNetwork(NDManager parent, long seed) {
        try {
            if (!FileDigest.of(file).equals(digest)) {
                throw new IllegalStateException("%s has changed since it was first read".formatted(file));
            }
            return PickedNetwork.trainable(TrainableModule.read(file, archive, module.inputs(), parent), outputs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public TrainableNetwork newNetwork(NDManager parent, Map<String, NDArray> weights) {
        TrainableNetwork network = TorchScriptModule.isWholeFile(weights)
                ? TorchScriptModule.load(weights, module.inputs(), parent)
                : TrainableModule.copy(archive, weights, module.inputs(), parent);
        return PickedNetwork.trainable(network, outputs);
    }
}
