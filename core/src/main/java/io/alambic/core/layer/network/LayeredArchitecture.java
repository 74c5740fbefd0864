package io.alambic.core.layer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.layer.LayerList;
import io.alambic.core.layer.LayerPass;
import io.alambic.core.model.Architecture;
import io.alambic.core.model.InputRanges;
import io.alambic.core.model.Signature;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** An architecture that is a list of layers: one of the zoo, or the user's own. It has one input, FP32 or the tokens of a text. */
public interface LayeredArchitecture extends Architecture {

    /** A network that is larger than its weights by this factor is not allocated. */
    int MOST_LARGER = 2;

    /** Returns the name of the kind of architecture. */
    String kind();

    /** Returns the input, of the largest size where a dimension is open. */
    TensorSpec input();

    /** Returns the layers; the last one's value is the output {@link Signature#LOGITS}. */
    LayerList layers();

    /** Returns the layers over one sample. */
    default LayerShapes shapes() {
        LayerShapes shapes = new LayerShapes();
        LayerPass.run(layers(), shapes, input(), input().batchShape(1));
        return shapes;
    }

    /** Multiplications, each with an addition, of convolutions, dense layers and attention for one sample. */
    default long multiplyAdds() {
        return shapes().multiplyAdds();
    }

    @Override
    default Signature signature() {
        Map<String, Shape> outputs = LayerPass.run(layers(), new LayerShapes(), input(), input().batchShape(1));
        return new Signature(
                List.of(input()),
                outputs.entrySet().stream()
                        .map(output -> new TensorSpec(
                                output.getKey(),
                                TensorType.FP32,
                                output.getValue().slice(1)))
                        .toList());
    }

    /** Tokens are places in a table. */
    @Override
    default InputRanges inputRanges() {
        OptionalInt vocabulary = shapes().vocabulary();
        return vocabulary.isEmpty()
                ? InputRanges.NONE
                : new InputRanges(Map.of(input().name(), new InputRanges.Range(0, vocabulary.getAsInt() - 1L)));
    }

    @Override
    default TrainableNetwork newNetwork(NDManager parent, long seed) {
        return BlockNetwork.random(signature(), new LayersBlock(this), parent, seed);
    }

    @Override
    default TrainableNetwork newNetwork(NDManager parent, Map<String, NDArray> weights) {
        requireWeights(weights);
        return BlockNetwork.of(signature(), new LayersBlock(this), parent, weights);
    }

    /** Checks, before anything is allocated, that the network is not much larger than its weights. */
    private void requireWeights(Map<String, NDArray> weights) {
        long given = weights.values().stream().mapToLong(NDArray::size).sum();
        long own = shapes().weights();
        if (own / MOST_LARGER > given) {
            throw new IllegalArgumentException("%d weights do not fit a network of %d".formatted(given, own));
        }
    }

    /**
     * Returns this architecture for samples of another largest size. Its weights fit every size that the layers take.
     *
     * @param input of the same name, type and dimensions
     * @throws IllegalArgumentException if it is something else, or a layer does not take the size
     */
    default LayeredArchitecture taking(TensorSpec input) {
        return new SizedArchitecture(this, input);
    }
}
