package io.alambic.core.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.bucket.Buckets;
import io.alambic.core.bucket.PlaceMask;
import io.alambic.core.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A network with open dimensions. It takes a batch in which every sample is padded to the largest size, with their own sizes, and
 * computes the samples of each bucket in a pass of its own, without the padding beyond their bucket. The answers come in the order of
 * the samples. An output may have an open dimension as well: it has the largest size, and 0 behind each sample's own.
 */
public final class BucketedNetwork extends DecoratedNetwork {

    private final Buckets buckets;
    private final Signature signature;
    private final List<TensorSpec> named;
    private final List<String> letters;
    private final Map<String, PlaceMask> masks = new HashMap<>();

    /**
     * Puts buckets around a network.
     *
     * @param network whose inputs have the largest sizes
     * @param outputs of the network, with their open dimensions, as {@link OpenOutputs} found them
     */
    public BucketedNetwork(InferenceNetwork network, Buckets buckets, List<TensorSpec> outputs) {
        super(network);
        this.buckets = buckets;
        this.signature = signature(network.signature().inputs(), outputs, buckets);
        this.named = signature.named();
        this.letters = buckets.letters();
        outputs.forEach(
                output -> PlaceMask.of(output, Optional.of(buckets)).ifPresent(mask -> masks.put(output.name(), mask)));
    }

    /** Puts buckets around a network that can be trained: one step over a batch, whatever buckets its samples are in. */
    static TrainableNetwork trainable(TrainableNetwork network, Buckets buckets, List<TensorSpec> outputs) {
        BucketedNetwork bucketed = new BucketedNetwork(network, buckets, outputs);
        return new DecoratedTrainableNetwork(
                network, bucketed, inputs -> bucketed.inBuckets(inputs, network::forwardTraining));
    }

    /** Returns the signature of a network with buckets around it. */
    static Signature signature(List<TensorSpec> inputs, List<TensorSpec> outputs, Buckets buckets) {
        List<TensorSpec> all = new ArrayList<>(inputs);
        all.add(buckets.spec());
        return new Signature(all, outputs, Optional.of(buckets));
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
            return cleared(
                    padded(pass.apply(cut(inputs, groups.keySet().iterator().next()))), inputs);
        }
        Map<String, NDList> parts = new LinkedHashMap<>();
        List<Integer> order = new ArrayList<>();
        groups.forEach((bucket, rows) -> {
            order.addAll(rows);
            padded(pass.apply(cut(picked(inputs, rows), bucket)))
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
        return cleared(outputs, inputs);
    }

    /** Gives every open output of a bucket the largest size. */
    private Map<String, NDArray> padded(Map<String, NDArray> outputs) {
        Map<String, NDArray> padded = new LinkedHashMap<>(outputs);
        for (TensorSpec output : signature.outputs()) {
            if (output.isOpen()) {
                padded.computeIfPresent(output.name(), (name, array) -> padded(array, output.sampleShape()));
            }
        }
        return padded;
    }

    private static NDArray padded(NDArray array, Shape sample) {
        NDArray padded = array;
        for (int axis = 0; axis < sample.dimension(); axis++) {
            long missing = sample.get(axis) - array.getShape().get(axis + 1);
            if (missing > 0) {
                long[] behind = padded.getShape().getShape().clone();
                behind[axis + 1] = missing;
                NDArray zeros = array.getManager().zeros(new Shape(behind), array.getDataType());
                padded = NDArrays.concat(new NDList(padded, zeros), axis + 1);
            }
        }
        return padded;
    }

    private Map<String, NDArray> cleared(Map<String, NDArray> outputs, Map<String, NDArray> inputs) {
        masks.forEach((name, mask) ->
                outputs.computeIfPresent(name, (output, array) -> mask.cleared(array, inputs.get(Buckets.SIZES))));
        return outputs;
    }

    /** The samples of each bucket, in the order in which buckets first occur. */
    private Map<List<Integer>, List<Integer>> groups(NDArray sizes) {
        int[] all = sizes.toIntArray();
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
        named.forEach(input -> picked.put(input.name(), rows(inputs.get(input.name()), indexes)));
        return picked;
    }

    private static NDArray rows(NDArray array, NDArray indexes) {
        return array.get(new NDIndex("{}", indexes));
    }

    private Map<String, NDArray> cut(Map<String, NDArray> inputs, List<Integer> bucket) {
        Map<String, NDArray> cut = new LinkedHashMap<>();
        for (TensorSpec input : named) {
            NDIndex index = new NDIndex().addAllDim();
            for (int axis = 0; axis < input.letters().size(); axis++) {
                int letter = letters.indexOf(input.letters().get(axis));
                index = letter < 0 ? index.addAllDim() : index.addSliceDim(0, bucket.get(letter));
            }
            NDArray array = inputs.get(input.name());
            cut.put(input.name(), input.isOpen() ? array.get(index) : array);
        }
        return cut;
    }
}
