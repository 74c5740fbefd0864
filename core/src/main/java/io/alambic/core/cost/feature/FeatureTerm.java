package io.alambic.core.cost.feature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.bucket.Buckets;
import io.alambic.core.bucket.CountedPlaces;
import io.alambic.core.bucket.PlaceMask;
import io.alambic.core.cost.Numbers;
import io.alambic.core.cost.Term;
import io.alambic.core.cost.TermName;
import io.alambic.core.cost.TrainingBatch;
import io.alambic.core.model.Signature;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code Σ_l w_l · distance( P_l(f_s,l), f_t,l )} over pairs of maps, each seen with its channels first. P_l is a projector if the distance
 * compares element by element, else the identity. A pair has a projector for each shape of the teacher's map, created with the
 * first answer that shows it.
 */
public final class FeatureTerm implements Term {

    private final List<FeaturePair> pairs;
    private final FeatureDistance distance;
    private final ProjectorWeights weights;
    private final Map<String, PlaceMask> masks = new HashMap<>();
    private final Map<Key, Projector> projectors = new HashMap<>();
    private final Map<String, NDArray> used = new LinkedHashMap<>();

    private record Key(String pair, Shape student, Shape teacher) {}

    /**
     * Pairs of maps, with projectors to be restored or made.
     *
     * @param manager owns the projectors' weights
     * @param seed of fresh projectors
     * @param restored {@link #learned()} of an earlier run, copied; may be empty
     * @param student whose maps may have open dimensions: their padding has no part in the term
     */
    public FeatureTerm(
            List<FeaturePair> pairs,
            FeatureDistance distance,
            NDManager manager,
            long seed,
            Map<String, NDArray> restored,
            Signature student) {
        this(pairs, distance, manager, seed, restored);
        for (FeaturePair pair : pairs) {
            student.mask(pair.student()).ifPresent(mask -> masks.put(pair.student(), mask));
        }
    }

    /** Pairs of maps without open dimensions. */
    public FeatureTerm(
            List<FeaturePair> pairs,
            FeatureDistance distance,
            NDManager manager,
            long seed,
            Map<String, NDArray> restored) {
        if (pairs.isEmpty()) {
            throw new IllegalArgumentException("the feature term needs at least one pair of maps");
        }
        this.pairs = List.copyOf(pairs);
        this.distance = distance;
        this.weights = new ProjectorWeights(manager, seed, restored);
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
        used.clear();
        for (FeaturePair pair : pairs) {
            NDArray teacherMap = batch.features().get(pair.teacher());
            NDArray studentMap = student.get(pair.student());
            if (studentMap.getShape().get(0) != teacherMap.getShape().get(0)) {
                throw new IllegalArgumentException("feature pair %s: the student's map is %s, but the teacher's is %s"
                        .formatted(pair.key(), studentMap.getShape(), teacherMap.getShape()));
            }
            NDArray weighted = Numbers.times(between(pair, studentMap, teacherMap, batch), pair.weight());
            sum = sum == null ? weighted : sum.add(weighted);
        }
        return sum;
    }

    private NDArray between(FeaturePair pair, NDArray studentMap, NDArray teacherMap, TrainingBatch batch) {
        Optional<PlaceMask> mask = Optional.ofNullable(masks.get(pair.student()));
        if (mask.isPresent() && distance.isProjected() && !distance.comparesSamples()) {
            CountedPlaces counted = new CountedPlaces(mask, batch.inputs());
            NDArray own = FeaturePair.rows(studentMap, pair.studentView());
            NDArray target = FeaturePair.rows(teacherMap, pair.teacherView());
            if (own.getShape().get(0) != target.getShape().get(0)) {
                throw new IllegalArgumentException(
                        "feature pair %s: the student's map %s has other places than the teacher's, %s"
                                .formatted(pair.key(), studentMap.getShape(), teacherMap.getShape()));
            }
            NDArray places = counted.of(target, pair.studentChannels());
            return distance.between(projected(pair, counted.of(own, pair.studentChannels()), places), places);
        }
        FeaturePair seen = distance.comparesPlaces()
                ? pair.withChannels(
                        studentMap.getShape().slice(1), teacherMap.getShape().slice(1))
                : pair;
        NDArray own = seen.studentView().of(studentMap);
        NDArray target = seen.teacherView().of(teacherMap);
        if (!distance.isProjected()) {
            return distance.between(own, target);
        }
        NDArray projected = projected(pair, own, target);
        return distance.between(
                mask.map(places -> cleared(projected, seen.studentView(), places, batch))
                        .orElse(projected),
                target);
    }

    /** Returns a projected map with 0 at its padding, where the projector has put its bias. */
    private static NDArray cleared(NDArray projected, FeatureView view, PlaceMask places, TrainingBatch batch) {
        NDArray asTheStudentHasIt = view.of(projected);
        return view.of(places.cleared(asTheStudentHasIt, batch.inputs().get(Buckets.SIZES)));
    }

    private NDArray projected(FeaturePair pair, NDArray own, NDArray target) {
        Key key = new Key(pair.key(), own.getShape().slice(1), target.getShape().slice(1));
        Projector projector = projectors.computeIfAbsent(
                key, fresh -> Projector.between(fresh.student(), fresh.teacher(), fresh.pair(), weights));
        used.putAll(projector.learned());
        NDArray projected = projector.project(own);
        if (!projected.getShape().equals(target.getShape())) {
            throw new IllegalArgumentException("feature pair %s: the student's map becomes %s, but the teacher's is %s"
                    .formatted(pair.key(), projected.getShape(), target.getShape()));
        }
        return projected;
    }

    @Override
    public Map<String, NDArray> learned() {
        return weights.all();
    }

    @Override
    public Map<String, NDArray> used() {
        return used;
    }
}
