package io.alambic.core.torchscript;

import ai.djl.MalformedModelException;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.alambic.core.engine.TorchScriptBlock;
import io.alambic.core.model.Probe;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.TensorSpec;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A TorchScript module in the engine.
 *
 * <p>The module has one mode for all of its passes, so that one in training must not serve at the same time. Passes in one mode
 * may run on several threads at once.
 */
final class LoadedModule implements AutoCloseable {

    private static final String OUTPUT = "output";

    private final NDManager manager;
    private final Block block;
    private final ParameterStore store;
    private final Map<String, NDArray> parameters = new TreeMap<>();

    private LoadedModule(NDManager manager, Block block) {
        this.manager = manager;
        this.block = block;
        this.store = new ParameterStore(manager, false);
        block.getDirectParameters()
                .forEach(pair -> parameters.put(pair.getKey(), pair.getValue().getArray()));
    }

    /**
     * Loads a module.
     *
     * @param module as in a {@code .pt} file
     * @param bytes of the module
     * @throws IOException if it cannot be read, or is no module
     */
    static LoadedModule read(InputStream module, long bytes, NDManager parent) throws IOException {
        NDManager manager = parent.newSubManager();
        try {
            return new LoadedModule(manager, TorchScriptBlock.read(module, bytes, manager));
        } catch (MalformedModelException | EngineException e) {
            manager.close();
            throw new IOException(
                    String.valueOf(e.getMessage()).lines().findFirst().orElse(""), e);
        } catch (IOException | RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /** Returns what the module calls its parameters, by their names in it: live arrays. */
    Map<String, NDArray> parameters() {
        return parameters;
    }

    /** Returns the manager of everything that the module keeps. */
    NDManager manager() {
        return manager;
    }

    /**
     * Finds the outputs by passes of zeros, which set inference mode and make the engine compile them. No parameter collects gradients
     * afterwards, until its array is asked to.
     *
     * @throws IllegalArgumentException if the module does not take the inputs
     */
    Signature probe(List<TensorSpec> inputs) {
        block.freezeParameters(true);
        return Probe.signature(inputs, list -> named(block.forward(store, list, false)), manager);
    }

    /**
     * A pass.
     *
     * @param inputs in the order of the module's arguments
     */
    Map<String, NDArray> pass(NDList inputs, boolean training) {
        return named(block.forward(store, inputs, training));
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

    @Override
    public void close() {
        manager.close();
    }
}
