package io.alambic.student.operate;

import io.alambic.core.hyperparameters.Hyperparameter;
import io.alambic.core.search.CandidateHistory;
import io.alambic.core.search.PopulationState;
import io.alambic.student.registry.ModelVersions;
import io.alambic.v1.Candidate;
import io.alambic.v1.CandidateEnd;
import io.alambic.v1.ListCandidatesRequest;
import io.alambic.v1.ListCandidatesResponse;

/** Converts the candidates of a student to messages of the contract. */
final class CandidateList {

    private CandidateList() {}

    static ListCandidatesResponse answer(ListCandidatesRequest request, PopulationState populationState) {
        ListCandidatesResponse.Builder answer = ListCandidatesResponse.newBuilder();
        for (CandidateHistory life : populationState.living()) {
            answer.addCandidates(candidate(life)
                    .setLeading(life.number() == populationState.leader())
                    .setServed(life.id() == populationState.served()));
        }
        if (request.getIncludeEnded()) {
            for (int i = populationState.ended().size() - 1; i >= 0; i--) {
                CandidateHistory life = populationState.ended().get(i);
                answer.addCandidates(candidate(life).setServed(life.id() == populationState.served()));
            }
        }
        return answer.build();
    }

    private static Candidate.Builder candidate(CandidateHistory life) {
        Candidate.Builder candidate = Candidate.newBuilder()
                .setId(life.id())
                .setNumber(life.number())
                .setBornAtStep(life.bornAt())
                .setEnd(end(life.end()));
        for (Hyperparameter hyperparameter : Hyperparameter.values()) {
            candidate.putDials(
                    hyperparameter.key(),
                    life.hyperparameters().schedule(hyperparameter).toString());
        }
        if (life.parent() != CandidateHistory.NONE) {
            candidate.setParentId(life.parent());
        }
        if (life.endedAt() != CandidateHistory.NONE) {
            candidate.setEndedAtStep(life.endedAt());
        }
        if (life.figures() != null) {
            candidate.setHoldout(ModelVersions.figures(life.figures()));
        }
        return candidate;
    }

    private static CandidateEnd end(CandidateHistory.End end) {
        if (end == null) {
            return CandidateEnd.CANDIDATE_END_UNSPECIFIED;
        }
        return switch (end) {
            case WORST -> CandidateEnd.CANDIDATE_END_WORST;
            case NOT_FINITE -> CandidateEnd.CANDIDATE_END_NOT_FINITE;
            case REPLACED -> CandidateEnd.CANDIDATE_END_REPLACED;
        };
    }
}
