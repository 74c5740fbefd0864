package io.alambic.core.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.alambic.core.bucket.Buckets;
import io.alambic.core.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A network with open dimensions. It takes a batch in which every sample is padded to the largest size, with their own sizes, and
 * computes the samples of each bucket in a pass of its own, without the padding beyond their bucket. The answers come in the order of
 * the samples. Its outputs must have one shape, whatever the sizes are.
 */
public final class BucketedNetwork extends DecoratedNetwork {

    private final Buckets buckets;
    private final Signature signature;

    /**
     * Puts buckets around a network.
     *
     * @param network whose inputs have the largest sizes
     */
    public BucketedNetwork(InferenceNetwork network, Buckets buckets) {
        super(network);
        this.buckets = buckets;
        this.signature = signature(network.signature(), buckets);
    }

    /** Puts buckets around a network that can be trained: one step over a batch, whatever buckets its samples are in. */
    static TrainableNetwork trainable(TrainableNetwork network, Buckets buckets) {
        BucketedNetwork bucketed = new BucketedNetwork(network, buckets);
        return new DecoratedTrainableNetwork(
                network, bucketed, inputs -> bucketed.inBuckets(inputs, network::forwardTraining));
    }

    /** Returns the signature of a network with buckets around it. */
    static Signature signature(Signature network, Buckets buckets) {
        List<TensorSpec> inputs = new ArrayList<>(network.inputs());
        inputs.add(buckets.spec());
        return new Signature(inputs, network.outputs(), Optional.of(buckets));
    }

    /**
     * Asks a network in its smallest bucket, and checks that its outputs have the shapes that they have in the largest.
     *
     * @throws IllegalArgumentException in one sentence if one has another shape, or the network does not take the smallest
     */
    public static void requireFixedOutputs(InferenceNetwork network, Buckets buckets, NDManager parent) {
        try (NDManager scope = parent.newSubManager()) {
            Map<String, NDArray> zeros = new LinkedHashMap<>();
            for (TensorSpec input : network.signature().inputs()) {
                zeros.put(
                        input.name(),
                        scope.zeros(
                                input.withShape(Buckets.shape(input, letter -> buckets.bucket(letter, 1)))
                                        .batchShape(1),
                                input.type().djl()));
            }
            Map<String, NDArray> small = network.forward(zeros);
            for (TensorSpec output : network.signature().outputs()) {
                NDArray array = small.get(output.name());
                if (!array.getShape().equals(output.batchShape(1))) {
                    throw new IllegalArgumentException(
                            "output '%s' has shape %s in the largest bucket, but %s in the smallest: outputs must not depend on open sizes"
                                    .formatted(output.name(), output.batchShape(1), array.getShape()));
                }
            }
        }
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public Map<String, NDArray> forward(Map<String, NDArray> inputs) {
        return inBuckets(inputs, network()::forward);
    }

    private Map<String, NDArray> inBuckets(Map<String, NDArray> inputs, UnaryOperator<Map<String, NDArray>> pass) {
        Map<List<Integer>, List<Integer>> groups = groups(inputs.get(Buckets.SIZES));
        if (groups.size() == 1) {
            return pass.apply(cut(inputs, groups.keySet().iterator().next()));
        }
        Map<String, NDList> parts = new LinkedHashMap<>();
        List<Integer> order = new ArrayList<>();
        groups.forEach((bucket, rows) -> {
            order.addAll(rows);
            pass.apply(cut(picked(inputs, rows), bucket))
                    .forEach((name, part) ->
                            parts.computeIfAbsent(name, output -> new NDList()).add(part));
        });
        Map<String, NDArray> outputs = new LinkedHashMap<>();
        long[] back = new long[order.size()];
        for (int i = 0; i < back.length; i++) {
            back[order.get(i)] = i;
        }
        NDManager owner = inputs.get(Buckets.SIZES).getManager();
        parts.forEach((name, list) -> outputs.put(name, rows(NDArrays.concat(list), owner.create(back))));
        return outputs;
    }

    /** The samples of each bucket, in the order in which buckets first occur. */
    private Map<List<Integer>, List<Integer>> groups(NDArray sizes) {
        int[] all = sizes.toIntArray();
        List<String> letters = buckets.letters();
        Map<List<Integer>, List<Integer>> groups = new LinkedHashMap<>();
        for (int row = 0; row < all.length / letters.size(); row++) {
            List<Integer> bucket = new ArrayList<>();
            for (int i = 0; i < letters.size(); i++) {
                bucket.add(buckets.bucket(letters.get(i), all[row * letters.size() + i]));
            }
            groups.computeIfAbsent(bucket, first -> new ArrayList<>()).add(row);
        }
        return groups;
    }

    private Map<String, NDArray> picked(Map<String, NDArray> inputs, List<Integer> rows) {
        NDManager owner = inputs.get(Buckets.SIZES).getManager();
        NDArray indexes =
                owner.create(rows.stream().mapToLong(Integer::longValue).toArray());
        Map<String, NDArray> picked = new LinkedHashMap<>();
        signature.named().forEach(input -> picked.put(input.name(), rows(inputs.get(input.name()), indexes)));
        return picked;
    }

    private static NDArray rows(NDArray array, NDArray indexes) {
        return array.get(new NDIndex("{}", indexes));
    }

    private Map<String, NDArray> cut(Map<String, NDArray> inputs, List<Integer> bucket) {
        Map<String, NDArray> cut = new LinkedHashMap<>();
        for (TensorSpec input : signature.named()) {
            NDIndex index = new NDIndex().addAllDim();
            for (int axis = 0; axis < input.letters().size(); axis++) {
                int letter = buckets.letters().indexOf(input.letters().get(axis));
                index = letter < 0 ? index.addAllDim() : index.addSliceDim(0, bucket.get(letter));
            }
            NDArray array = inputs.get(input.name());
            cut.put(input.name(), input.isOpen() ? array.get(index) : array);
        }
        return cut;
    }
}
