package io.alambic.core.cost.feature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * The weights of all projectors by name: those of an earlier run if there are any, others from
 * a seeded uniform distribution on first use. Teachers whose maps have different shapes have projectors of their own, so that
 * two versions of a teacher may alternate. Projectors are not served.
 */
public final class ProjectorWeights {

    private static final String WEIGHT = ".weight";
    private static final String BIAS = ".bias";

    private final NDManager manager;
    private final long seed;
    private final Map<String, NDArray> arrays = new LinkedHashMap<>();

    /**
     * The weights of an earlier run, or none.
     *
     * @param manager owns the weights
     * @param restored copied
     */
    public ProjectorWeights(NDManager manager, long seed, Map<String, NDArray> restored) {
        this.manager = manager;
        this.seed = seed;
        restored.forEach((name, array) -> arrays.put(name, trained(array.duplicate())));
    }

    /** Weight and bias of one projector, which training changes. */
    public record Layer(String name, NDArray weight, NDArray bias) {

        /** Returns both by name. */
        public Map<String, NDArray> arrays() {
            return Map.of(name + WEIGHT, weight, name + BIAS, bias);
        }
    }

    /**
     * Returns the layer of a name and a shape; fresh values are uniform in ±1/√fanIn, as PyTorch's own layers. The first shape
     * of a name is kept under the name itself, any other under the name and its outputs, or its outputs and inputs.
     *
     * @param shape of the weight: outputs, inputs, ...
     */
    public Layer layer(String name, Shape shape) {
        long outputs = shape.get(0);
        long inputs = shape.get(1);
        String own = Stream.of(name, name + '@' + outputs)
                .filter(free -> isFor(free, shape))
                .findFirst()
                .orElse(name + '@' + outputs + 'x' + inputs);
        return new Layer(own, get(own + WEIGHT, shape, inputs), get(own + BIAS, new Shape(shape.get(0)), inputs));
    }

    private boolean isFor(String name, Shape shape) {
        NDArray kept = arrays.get(name + WEIGHT);
        return kept == null || kept.getShape().equals(shape);
    }

    private NDArray get(String name, Shape shape, long fanIn) {
        return arrays.computeIfAbsent(name, fresh -> trained(uniform(fresh, shape, fanIn)));
    }

    /** Returns every array. */
    public Map<String, NDArray> all() {
        return arrays;
    }

    private NDArray trained(NDArray array) {
        array.attach(manager);
        array.setRequiresGradient(true);
        return array;
    }

    private NDArray uniform(String name, Shape shape, long fanIn) {
        SplittableRandom random = new SplittableRandom(seed ^ name.hashCode());
        float[] values = new float[Math.toIntExact(shape.size())];
        double bound = 1 / Math.sqrt(fanIn);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-bound, bound);
        }
        return manager.create(values, shape);
    }
}
