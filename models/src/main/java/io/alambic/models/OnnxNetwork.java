package io.alambic.models;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.ParameterStore;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.model.Probe;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.TensorSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * An ONNX model in ONNX Runtime. It cannot be trained. Direct buffers carry arrays to and from the main engine.
 */
final class OnnxNetwork implements InferenceNetwork {

    private final Model model;
    private final ParameterStore store;
    private final Signature signature;

    private OnnxNetwork(Model model, List<TensorSpec> inputs, NDManager parent) {
        this.model = model;
        this.store = new ParameterStore(model.getNDManager(), false);
        requireInputs(inputs);
        this.signature = Probe.signature(inputs, list -> pass(inputs, list), parent);
    }

    /**
     * Loads a model from its file.
     *
     * @param parent manager of the main engine
     * @throws IOException if the file holds no ONNX model
     * @throws IllegalArgumentException if the model does not take the inputs
     */
    static OnnxNetwork read(Path file, List<TensorSpec> inputs, NDManager parent) throws IOException {
        OnnxEnvironment.keep();
        Path absolute = file.toAbsolutePath();
        Model model = Model.newInstance(absolute.getFileName().toString(), parent.getDevice(), OnnxEnvironment.ENGINE);
        try {
            model.load(absolute.getParent(), absolute.getFileName().toString());
            return new OnnxNetwork(model, inputs, parent);
        } catch (MalformedModelException | EngineException e) {
            model.close();
            Throwable reason = e.getCause() == null ? e : e.getCause();
            throw new IOException("%s holds no ONNX model: %s".formatted(file, reason.getMessage()), e);
        } catch (IOException | RuntimeException e) {
            model.close();
            throw e;
        }
    }

    private void requireInputs(List<TensorSpec> inputs) {
        TreeSet<String> actual = new TreeSet<>(model.getBlock().describeInput().keys());
        List<String> named = inputs.stream().map(TensorSpec::name).sorted().toList();
        if (!List.copyOf(actual).equals(named)) {
            throw new IllegalArgumentException("the model's inputs are %s, but %s are named".formatted(actual, named));
        }
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public Map<String, NDArray> forward(Map<String, NDArray> inputs) {
        return pass(signature.inputs(), signature.ordered(inputs));
    }

    private Map<String, NDArray> pass(List<TensorSpec> inputs, NDList arrays) {
        NDManager caller = arrays.head().getManager();
        try (NDManager scope = model.getNDManager().newSubManager()) {
            NDList list = new NDList();
            for (int i = 0; i < arrays.size(); i++) {
                NDArray input = copy(arrays.get(i), scope);
                input.setName(inputs.get(i).name());
                list.add(input);
            }
            Map<String, NDArray> outputs = new LinkedHashMap<>();
            for (NDArray output : model.getBlock().forward(store, list, false)) {
                outputs.put(output.getName(), copy(output, caller));
            }
            return outputs;
        }
    }

    private static NDArray copy(NDArray array, NDManager to) {
        if (array.getDataType() == DataType.BOOLEAN) {
            return to.create(array.toBooleanArray(), array.getShape());
        }
        return to.create(array.toByteBuffer(true), array.getShape(), array.getDataType());
    }

    @Override
    public void close() {
        model.close();
    }
}
