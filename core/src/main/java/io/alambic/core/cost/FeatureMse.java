package io.alambic.core.cost;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code Σ_l w_l · mean( (P_l(f_s,l) − f_t,l)² )}, the mean over every element (FitNets: Romero et al.
 * 2015). The shape of a teacher's map is known when its first answer arrives; only then is the pair's
 * projector made.
 */
public final class FeatureMse implements Term {

    private final List<FeaturePair> pairs;
    private final NDManager manager;
    private final long seed;
    private final Map<String, NDArray> restored;
    private final Map<String, Projector> projectors = new LinkedHashMap<>();
    private final Map<String, NDArray> learned = new LinkedHashMap<>();

    /**
     * Pairs of maps, with projectors to be restored or made.
     *
     * @param manager owns the projectors' weights
     * @param seed of fresh projectors
     * @param restored {@link #learned()} of an earlier run; may be empty
     */
    public FeatureMse(List<FeaturePair> pairs, NDManager manager, long seed, Map<String, NDArray> restored) {
        if (pairs.isEmpty()) {
            throw new IllegalArgumentException("the feature term needs at least one pair of maps");
        }
        this.pairs = List.copyOf(pairs);
        this.manager = manager;
        this.seed = seed;
        this.restored = Map.copyOf(restored);
    }

    @Override
    public TermName name() {
        return TermName.FEATURE;
    }

    @Override
    public boolean appliesTo(TrainingBatch batch) {
        return pairs.stream().allMatch(pair -> batch.features().containsKey(pair.teacher()));
    }

    @Override
    public NDArray value(Map<String, NDArray> student, TrainingBatch batch) {
        NDArray sum = null;
        for (FeaturePair pair : pairs) {
            NDArray target = batch.features().get(pair.teacher());
            NDArray own = student.get(pair.student());
            NDArray difference = projector(pair, own, target).project(own).sub(target);
            NDArray weighted = difference.square().mean().mul(pair.weight());
            sum = sum == null ? weighted : sum.add(weighted);
        }
        return sum;
    }

    private Projector projector(FeaturePair pair, NDArray own, NDArray target) {
        return projectors.computeIfAbsent(pair.key(), key -> {
            Projector projector = Projector.between(
                    own.getShape().slice(1),
                    target.getShape().slice(1),
                    new ProjectorWeights(manager, key, seed ^ key.hashCode(), restored));
            projector.learned().forEach((name, array) -> learned.put(key + "." + name, array));
            return projector;
        });
    }

    @Override
    public Map<String, NDArray> learned() {
        return learned;
    }
}
