package io.alambic.core.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.alambic.core.tensor.ElementType;
import io.alambic.core.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A network of which only chosen outputs are seen, under names of their own and as FP32. Closes the network. */
public final class PickedNetwork implements Network {

    private final Network network;
    private final Signature signature;
    private final Map<String, String> sources = new LinkedHashMap<>();

    /**
     * Chooses outputs.
     *
     * @throws IllegalArgumentException if the network lacks one, naming those it has
     */
    public PickedNetwork(Network network, List<OutputPick> picks) {
        this.network = network;
        this.signature = signature(network.signature(), picks);
        picks.forEach(pick -> sources.put(pick.name(), pick.in(network.signature())));
    }

    /**
     * The signature of a model of which only chosen outputs are seen.
     *
     * @throws IllegalArgumentException if the model lacks one, naming those it has, or two have one name
     */
    static Signature signature(Signature model, List<OutputPick> picks) {
        List<TensorSpec> outputs = new ArrayList<>();
        for (OutputPick pick : picks) {
            TensorSpec source = model.output(pick.in(model));
            outputs.add(new TensorSpec(pick.name(), ElementType.FP32, source.sampleShape()));
        }
        if (outputs.stream().map(TensorSpec::name).distinct().count() < outputs.size()) {
            throw new IllegalArgumentException("two outputs are given one name in " + picks);
        }
        return new Signature(model.inputs(), outputs);
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public Map<String, NDArray> forward(Map<String, NDArray> inputs) {
        return pick(network::forward, inputs);
    }

    @Override
    public Map<String, NDArray> forwardTraining(Map<String, NDArray> inputs) {
        return pick(network::forwardTraining, inputs);
    }

    private Map<String, NDArray> pick(UnaryOperator<Map<String, NDArray>> pass, Map<String, NDArray> inputs) {
        Map<String, NDArray> all = pass.apply(inputs);
        Map<String, NDArray> picked = new LinkedHashMap<>();
        sources.forEach((name, source) -> picked.put(name, all.get(source).toType(DataType.FLOAT32, false)));
        return picked;
    }

    @Override
    public Map<String, NDArray> weights() {
        return network.weights();
    }

    @Override
    public Map<String, NDArray> learned() {
        return network.learned();
    }

    @Override
    public boolean channelsLast() {
        return network.channelsLast();
    }

    @Override
    public long parameterCount() {
        return network.parameterCount();
    }

    @Override
    public long weightBytes() {
        return network.weightBytes();
    }

    @Override
    public void close() {
        network.close();
    }
}
