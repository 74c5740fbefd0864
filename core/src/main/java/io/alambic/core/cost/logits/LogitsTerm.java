package io.alambic.core.cost.logits;

import io.alambic.core.cost.Term;
import io.alambic.core.cost.TermName;
import io.alambic.core.cost.TrainingBatch;

/** An output term: it compares the student's logits with the teacher's. */
interface LogitsTerm extends Term {

    /** Returns whether the term takes a logit of negative infinity: the teacher rules that class out. */
    boolean takesRuledOutClasses();

    @Override
    default TermName name() {
        return TermName.OUTPUT;
    }

    @Override
    default boolean appliesTo(TrainingBatch batch) {
        return batch.logits() != null;
    }
}
