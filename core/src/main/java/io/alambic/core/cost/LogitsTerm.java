package io.alambic.core.cost;

/** An output term: it compares the student's logits with the teacher's. */
interface LogitsTerm extends Term {

    @Override
    default TermName name() {
        return TermName.OUTPUT;
    }

    @Override
    default boolean appliesTo(TrainingBatch batch) {
        return batch.logits() != null;
    }
}
