package io.alambic.core.cost;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.SplittableRandom;

/** Where a projector's weights come from: an earlier run, or a seeded uniform distribution. */
record ProjectorWeights(NDManager manager, String key, long seed, Map<String, NDArray> restored) {

    /**
     * An array that training changes; fresh values are uniform in ±1/√fanIn, as PyTorch's own layers.
     *
     * @throws IllegalArgumentException if a restored array has another shape
     */
    NDArray get(String name, Shape shape, long fanIn) {
        NDArray earlier = restored.get(key + "." + name);
        NDArray array = earlier == null ? uniform(name, shape, fanIn) : copy(name, shape, earlier);
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
        try (NDArray flat = manager.create(values)) {
            return flat.reshape(shape).duplicate();
        }
    }

    private NDArray copy(String name, Shape shape, NDArray earlier) {
        if (!earlier.getShape().equals(shape)) {
            throw new IllegalArgumentException("projector '%s.%s': expected shape %s, but the checkpoint has %s"
                    .formatted(key, name, shape, earlier.getShape()));
        }
        return earlier.duplicate();
    }
}
