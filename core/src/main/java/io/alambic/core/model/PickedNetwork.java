package io.alambic.core.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A network that shows only chosen outputs, under names of their own and as FP32. */
public final class PickedNetwork extends DecoratedNetwork {

    private final Signature signature;
    private final Map<String, String> sources = new LinkedHashMap<>();

    /**
     * Chooses outputs.
     *
     * @throws IllegalArgumentException if the network lacks one, naming those it has
     */
    public PickedNetwork(InferenceNetwork network, List<OutputPick> picks) {
        super(network);
        this.signature = signature(network.signature(), picks);
        picks.forEach(pick -> sources.put(pick.name(), pick.in(network.signature())));
    }

    /**
     * Chooses outputs of a network that can be trained.
     *
     * @throws IllegalArgumentException if the network lacks one, naming those it has
     */
    public static TrainableNetwork trainable(TrainableNetwork network, List<OutputPick> picks) {
        PickedNetwork picked = new PickedNetwork(network, picks);
        return new DecoratedTrainableNetwork(network, picked, inputs -> picked.picked(network.forwardTraining(inputs)));
    }

    /**
     * The signature of a model that shows only chosen outputs.
     *
     * @throws IllegalArgumentException if the model lacks one, naming those it has, or two have one name
     */
    public static Signature signature(Signature model, List<OutputPick> picks) {
        List<TensorSpec> outputs = new ArrayList<>();
        for (OutputPick pick : picks) {
            TensorSpec source = model.output(pick.in(model));
            outputs.add(new TensorSpec(pick.name(), TensorType.FP32, source.sampleShape()));
        }
        if (outputs.stream().map(TensorSpec::name).distinct().count() < outputs.size()) {
            throw new IllegalArgumentException("two outputs are given one name in " + picks);
        }
        return new Signature(model.inputs(), outputs, model.buckets());
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public Map<String, NDArray> forward(Map<String, NDArray> inputs) {
        return picked(network().forward(inputs));
    }

    private Map<String, NDArray> picked(Map<String, NDArray> all) {
        Map<String, NDArray> picked = new LinkedHashMap<>();
        sources.forEach((name, source) -> picked.put(name, all.get(source).toType(DataType.FLOAT32, false)));
        return picked;
    }
}
