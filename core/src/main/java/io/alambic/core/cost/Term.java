package io.alambic.core.cost;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/** One term of the cost function. Used by one thread. */
public interface Term {

    /** Returns what the term measures, which is its name in reports. */
    TermName name();

    /**
     * Returns whether the batch carries what the term needs. A term that does not apply is not computed.
     */
    boolean appliesTo(TrainingBatch batch);

    /**
     * Returns the term before weighting.
     *
     * @param student the student's outputs by name, [N, ...]
     * @return a scalar through which gradients flow to the student's outputs
     */
    NDArray value(Map<String, NDArray> student, TrainingBatch batch);

    /** Returns, by name, the arrays that are trained with the student but are not part of the served model. */
    default Map<String, NDArray> learned() {
        return Map.of();
    }

    /** Returns those of {@link #learned} that the newest {@link #value} depends on. */
    default Map<String, NDArray> used() {
        return learned();
    }
}
