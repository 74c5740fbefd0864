package io.alambic.student.serving;

import java.util.List;
import java.util.Optional;

/** Where a candidate is tried on requests before it is promoted. Implementations are thread safe. */
interface Stage {

    /** Every candidate is promoted at once. */
    Stage NONE = new Stage() {

        @Override
        public boolean tryOut(ServedModel candidate) {
            return false;
        }

        @Override
        public Optional<TrialFigures> trial() {
            return Optional.empty();
        }

        @Override
        public Optional<ServedModels.Lease> instead(int calls) {
            return Optional.empty();
        }

        @Override
        public void answered(List<InferenceCall> calls, ServedModel by) {}
    };

    /** Begins to try a candidate; false where it is to be promoted at once. */
    boolean tryOut(ServedModel candidate);

    /** The candidate that is being tried; empty while there is none, and another can be. */
    Optional<TrialFigures> trial();

    /** The candidate, where it is to answer so many calls that name no version. */
    Optional<ServedModels.Lease> instead(int calls);

    /** Calls that shared a pass have their answers. */
    void answered(List<InferenceCall> calls, ServedModel by);
}
