package io.alambic.core.layer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.Pair;
import io.alambic.core.model.Signature;
import io.alambic.core.model.TrainableNetwork;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A network made of DJL blocks; one manager holds its weights. */
final class BlockNetwork implements TrainableNetwork {

    private final Signature signature;
    private final Block block;
    private final NDManager manager;
    private final ParameterStore store;
    private final Map<String, NDArray> weights = new LinkedHashMap<>();
    private final Map<String, NDArray> learned = new LinkedHashMap<>();

    private BlockNetwork(Signature signature, Block block, NDManager manager) {
        this.signature = signature;
        this.block = block;
        this.manager = manager;
        this.store = new ParameterStore(manager, false);
        parametersOf(block).forEach((name, parameter) -> {
            weights.put(name, parameter.getArray());
            if (parameter.requiresGradient()) {
                learned.put(name, parameter.getArray());
            }
        });
    }

    static BlockNetwork random(Signature signature, Block block, NDManager parent, long seed) {
        NDManager manager = parent.newSubManager();
        manager.getEngine().setRandomSeed(Long.hashCode(seed));
        return initialized(signature, block, manager);
    }

    static BlockNetwork of(Signature signature, Block block, NDManager parent, Map<String, NDArray> weights) {
        NDManager manager = parent.newSubManager();
        try {
            block.setInitializer(Initializer.ZEROS, parameter -> true);
            BlockNetwork network = initialized(signature, block, manager);
            requireSameNames(network.weights.keySet(), weights.keySet());
            network.weights.forEach((name, own) -> fill(name, own, weights.get(name)));
            return network;
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    private static BlockNetwork initialized(Signature signature, Block block, NDManager manager) {
        block.initialize(manager, DataType.FLOAT32, inputShapes(signature));
        BlockNetwork network = new BlockNetwork(signature, block, manager);
        network.weights.values().forEach(weight -> weight.setRequiresGradient(false));
        return network;
    }

    private static void requireSameNames(Set<String> expected, Set<String> actual) {
        if (!expected.equals(actual)) {
            throw new IllegalArgumentException("weights %s do not fit a network whose weights are %s"
                    .formatted(new TreeSet<>(actual), new TreeSet<>(expected)));
        }
    }

    private static void fill(String name, NDArray to, NDArray from) {
        if (!from.getShape().equals(to.getShape())) {
            throw new IllegalArgumentException(
                    "weight '%s': expected shape %s, but it is %s".formatted(name, to.getShape(), from.getShape()));
        }
        to.addi(from);
    }

    private static Shape[] inputShapes(Signature signature) {
        return signature.inputs().stream().map(input -> input.batchShape(1)).toArray(Shape[]::new);
    }

    /** DJL numbers its child blocks ("01block1_weight"); names of layers are unique without. */
    private static Map<String, Parameter> parametersOf(Block block) {
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        for (Pair<String, Parameter> pair : block.getParameters()) {
            parameters.put(pair.getKey().replaceFirst("^\\d+", "").replace('_', '.'), pair.getValue());
        }
        return parameters;
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
        NDList outputs = block.forward(store, signature.ordered(inputs), training);
        Map<String, NDArray> named = new LinkedHashMap<>();
        for (int i = 0; i < outputs.size(); i++) {
            named.put(signature.outputs().get(i).name(), outputs.get(i));
        }
        return named;
    }

    @Override
    public Map<String, NDArray> snapshot() {
        return weights;
    }

    @Override
    public Map<String, NDArray> learned() {
        return learned;
    }

    /** The layout of {@link LayersBlock}. */
    @Override
    public boolean channelsLast() {
        return true;
    }

    @Override
    public void close() {
        manager.close();
    }
}
