package io.alambic.core.cost.logits;

import ai.djl.ndarray.NDArray;
import io.alambic.core.cost.TrainingBatch;
import io.alambic.core.cost.feature.FeatureDistance;
import io.alambic.core.model.Signature;
import java.util.Map;
import java.util.Objects;

/**
 * A relation between the samples of a batch, as the logits show it (Park et al. 2019).
 *
 * @param relation which one: of pairs or of triples
 */
public record RelationalLogits(FeatureDistance relation) implements LogitsTerm {

    public RelationalLogits {
        Objects.requireNonNull(relation, "relation");
    }

    @Override
    public boolean takesRuledOutClasses() {
        return false;
    }

    @Override
    public NDArray value(Map<String, NDArray> student, TrainingBatch batch) {
        return relation.between(student.get(Signature.LOGITS), batch.logits());
    }
}
