package io.alambic.core.cost;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/** One term of the cost function. Used by one thread. */
public interface Term {

    /** What the term measures: the name it is reported under. */
    TermName name();

    /**
     * Whether the batch carries what the term needs. A term that does not apply costs nothing and
     * adds nothing.
     */
    boolean appliesTo(TrainingBatch batch);

    /**
     * The term before weighting.
     *
     * @param student the student's outputs by name, [N, ...]
     * @return a scalar through which gradients flow to the student's outputs
     */
    NDArray value(Map<String, NDArray> student, TrainingBatch batch);

    /** Arrays that are trained with the student but are no part of it, by name. */
    default Map<String, NDArray> learned() {
        return Map.of();
    }
}
