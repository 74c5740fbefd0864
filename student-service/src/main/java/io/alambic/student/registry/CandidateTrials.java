package io.alambic.student.registry;

import java.util.Optional;

/** Tries candidates on requests before they are promoted. Implementations are thread safe. */
public interface CandidateTrials {

    /** Tries nothing: every candidate is promoted at once. */
    CandidateTrials NONE = new CandidateTrials() {
        @Override
        public boolean begin(ServedModel candidate) {
            return false;
        }

        @Override
        public Optional<TrialFigures> figures() {
            return Optional.empty();
        }

        @Override
        public Optional<ServedModels.Lease> lease(int calls) {
            return Optional.empty();
        }
    };

    /** Begins the trial of a candidate; returns false where the candidate is to be promoted at once. */
    boolean begin(ServedModel candidate);

    /** Returns the figures of the running trial; empty while there is none and another can begin. */
    Optional<TrialFigures> figures();

    /** Leases the candidate if it is to answer this batch of calls, none of which names a version. */
    Optional<ServedModels.Lease> lease(int calls);
}
