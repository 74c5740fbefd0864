package io.alambic.core.torchscript;

import ai.djl.MalformedModelException;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import com.google.protobuf.UnsafeByteOperations;
import io.alambic.core.engine.ModuleBuffer;
import io.alambic.core.engine.TorchScriptBlock;
import io.alambic.core.model.Probe;
import io.alambic.core.model.Signature;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.tensor.TensorSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A TorchScript module. Its weights are one array of bytes, the whole module as a {@code .pt} file: what the engine calls
 * parameters lacks the running statistics of batch norm.
 *
 * <p>The module has one mode for all of its passes, so that a network in training must not serve at the same time. The probe
 * after loading sets inference mode, and makes the engine compile the passes.
 */
final class TorchScriptNetwork implements TrainableNetwork {

    /** Name of the only weight. */
    static final String MODULE = "module";

    private static final String OUTPUT = "output";

    private final NDManager manager;
    private final Block block;
    private final ParameterStore store;
    private final Map<String, NDArray> parameters = new TreeMap<>();
    private final Map<String, NDArray> learned = new TreeMap<>();
    private final Signature signature;
    private final long bytes;
    private final ModuleBuffer buffer;

    private TorchScriptNetwork(
            NDManager manager, Block block, long bytes, List<TensorSpec> inputs, Predicate<NDArray> isLearned) {
        this.manager = manager;
        this.block = block;
        this.bytes = bytes;
        this.buffer = new ModuleBuffer(manager, bytes);
        this.store = new ParameterStore(manager, false);
        block.getDirectParameters().forEach(pair -> {
            NDArray array = pair.getValue().getArray();
            parameters.put(pair.getKey(), array);
            if (isLearned.test(array)) {
                learned.put(pair.getKey(), array);
            }
            array.setRequiresGradient(false);
        });
        this.signature = Probe.signature(inputs, list -> named(block.forward(store, list, false)), manager);
    }

    /**
     * A module from its file; the parameters that were not frozen when it was written are learned. Of parameters that are tied,
     * one is: its gradient is that of all, and it is to be updated once.
     *
     * @throws IOException if the file holds no TorchScript module
     * @throws IllegalArgumentException if the module does not take the inputs
     */
    static TorchScriptNetwork read(Path file, List<TensorSpec> inputs, NDManager parent) throws IOException {
        Set<String> tied = TorchScriptState.tied(file).keySet();
        try (InputStream module = Files.newInputStream(file)) {
            Predicate<NDArray> isLearned = array -> array.hasGradient() && !tied.contains(array.getName());
            return load(module, Files.size(file), inputs, isLearned, parent);
        } catch (MalformedModelException | EngineException e) {
            throw new IOException("%s holds no TorchScript module: %s".formatted(file, firstLine(e)), e);
        }
    }

    /**
     * A copy of a module.
     *
     * @param module as returned by {@link #snapshot()}
     * @param learned names of the parameters that training changes
     */
    static TorchScriptNetwork copy(NDArray module, List<TensorSpec> inputs, Set<String> learned, NDManager parent) {
        return copy(module, inputs, (NDArray parameter) -> learned.contains(parameter.getName()), parent);
    }

    /** A copy of a module; the parameters that it does not hold frozen are learned. */
    static TorchScriptNetwork copy(NDArray module, List<TensorSpec> inputs, NDManager parent) {
        return copy(module, inputs, NDArray::hasGradient, parent);
    }

    private static TorchScriptNetwork copy(
            NDArray module, List<TensorSpec> inputs, Predicate<NDArray> isLearned, NDManager parent) {
        ByteBuffer bytes = module.toByteBuffer(true);
        try (InputStream stream = UnsafeByteOperations.unsafeWrap(bytes).newInput()) {
            return load(stream, bytes.remaining(), inputs, isLearned, parent);
        } catch (IOException | MalformedModelException | EngineException e) {
            throw new IllegalArgumentException("weight '%s' is no module: %s".formatted(MODULE, firstLine(e)), e);
        }
    }

    private static TorchScriptNetwork load(
            InputStream module, long bytes, List<TensorSpec> inputs, Predicate<NDArray> isLearned, NDManager parent)
            throws IOException, MalformedModelException {
        NDManager manager = parent.newSubManager();
        try {
            Block block = TorchScriptBlock.read(module, bytes, manager);
            return new TorchScriptNetwork(manager, block, bytes, inputs, isLearned);
        } catch (IOException | MalformedModelException | RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    private static String firstLine(Throwable error) {
        return String.valueOf(error.getMessage()).lines().findFirst().orElse("");
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public Map<String, NDArray> forward(Map<String, NDArray> inputs) {
        return pass(inputs, false);
    }

    @Override
    public Map<String, NDArray> forwardTraining(Map<String, NDArray> inputs) {
        return pass(inputs, true);
    }

    private Map<String, NDArray> pass(Map<String, NDArray> inputs, boolean training) {
        return named(block.forward(store, signature.ordered(inputs), training));
    }

    /** A module that returns a dictionary names its outputs; any other numbers them. */
    private static Map<String, NDArray> named(NDList outputs) {
        Map<String, NDArray> named = new TreeMap<>();
        if (outputs.stream().allMatch(output -> output.getName() != null)) {
            outputs.forEach(output -> named.put(output.getName(), output));
            return named;
        }
        Map<String, NDArray> numbered = new LinkedHashMap<>();
        outputs.forEach(output -> numbered.put(OUTPUT + numbered.size(), output));
        return numbered;
    }

    /** A snapshot, valid until the next is taken. It is a module whose learned parameters are not frozen. */
    @Override
    public Map<String, NDArray> snapshot() {
        List<NDArray> resting =
                learned.values().stream().filter(array -> !array.hasGradient()).toList();
        resting.forEach(array -> array.setRequiresGradient(true));
        NDArray module = buffer.write(block);
        resting.forEach(array -> array.setRequiresGradient(false));
        return Map.of(MODULE, module);
    }

    @Override
    public Map<String, NDArray> learned() {
        return learned;
    }

    /** Returns all parameters, learned or frozen, by their names in the module. */
    Map<String, NDArray> parameters() {
        return parameters;
    }

    /** Returns the bytes of the loaded module; takes no snapshot, so that any thread may call it. */
    @Override
    public OptionalLong weightBytes() {
        return OptionalLong.of(bytes);
    }

    @Override
    public void close() {
        manager.close();
    }
}
