package io.alambic.core.cost.feature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The weights of all projectors by name: those of an earlier run if there are any, others from
 * a seeded uniform distribution on first use. Projectors are not served: if the teacher's map has another shape than in the
 * earlier run, its projector starts again.
 */
final class ProjectorWeights {

    private final NDManager manager;
    private final long seed;
    private final Map<String, NDArray> arrays = new LinkedHashMap<>();

    /**
     * The weights of an earlier run, or none.
     *
     * @param manager owns the weights
     * @param restored copied
     */
    ProjectorWeights(NDManager manager, long seed, Map<String, NDArray> restored) {
        this.manager = manager;
        this.seed = seed;
        restored.forEach((name, array) -> arrays.put(name, trained(array.duplicate())));
    }

    /** Returns an array that training changes; fresh values are uniform in ±1/√fanIn, as PyTorch's own layers. */
    NDArray get(String name, Shape shape, long fanIn) {
        NDArray array = arrays.get(name);
        if (array == null || !array.getShape().equals(shape)) {
            forget(name);
            array = trained(uniform(name, shape, fanIn));
            arrays.put(name, array);
        }
        return array;
    }

    /** Frees an array that no projector needs. */
    void forget(String name) {
        NDArray array = arrays.remove(name);
        if (array != null) {
            array.close();
        }
    }

    /** Returns every array. */
    Map<String, NDArray> all() {
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
