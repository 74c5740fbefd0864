package io.alambic.core.cost.logits;

import ai.djl.ndarray.NDArray;
import io.alambic.core.cost.Term;
import io.alambic.core.cost.TermName;
import io.alambic.core.cost.TrainingBatch;
import io.alambic.core.model.Signature;
import java.util.Map;
import java.util.Objects;

/**
 * An output term on vectors whose student may answer in another width than the teacher.
 *
 * @param inner sees the student's answers in the teacher's width
 * @param projector trained with the student
 */
public record ProjectedTerm(Term inner, AnswerProjector projector) implements Term {

    public ProjectedTerm {
        Objects.requireNonNull(inner, "inner");
        Objects.requireNonNull(projector, "projector");
    }

    @Override
    public TermName name() {
        return inner.name();
    }

    @Override
    public boolean appliesTo(TrainingBatch batch) {
        return inner.appliesTo(batch);
    }

    @Override
    public NDArray value(Map<String, NDArray> student, TrainingBatch batch) {
        NDArray own = student.get(Signature.LOGITS);
        return inner.value(
                Map.of(
                        Signature.LOGITS,
                        projector.project(own, batch.logits().getShape().get(1))),
                batch);
    }

    @Override
    public Map<String, NDArray> learned() {
        return projector.learned();
    }

    @Override
    public Map<String, NDArray> used() {
        return projector.used();
    }
}
