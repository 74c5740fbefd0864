package io.alambic.core.cost.labels;

import io.alambic.core.cost.Term;
import io.alambic.core.cost.TermName;
import io.alambic.core.cost.TrainingBatch;

/** A label term: it compares the student's answers with labels. */
interface LabelTerm extends Term {

    @Override
    default TermName name() {
        return TermName.LABEL;
    }

    @Override
    default boolean appliesTo(TrainingBatch batch) {
        return batch.labels() != null;
    }
}
