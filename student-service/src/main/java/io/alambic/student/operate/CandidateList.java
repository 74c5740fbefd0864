package io.alambic.student.operate;

import io.alambic.core.search.CandidateLife;
import io.alambic.core.search.Roster;
import io.alambic.core.train.Dial;
import io.alambic.student.registry.ModelVersions;
import io.alambic.v1.Candidate;
import io.alambic.v1.CandidateEnd;
import io.alambic.v1.ListCandidatesRequest;
import io.alambic.v1.ListCandidatesResponse;

/** Converts the candidates of a student to messages of the contract. */
final class CandidateList {

    private CandidateList() {}

    static ListCandidatesResponse answer(ListCandidatesRequest request, Roster roster) {
        ListCandidatesResponse.Builder answer = ListCandidatesResponse.newBuilder();
        for (CandidateLife life : roster.living()) {
            answer.addCandidates(candidate(life)
                    .setLeading(life.number() == roster.leader())
                    .setServed(life.id() == roster.served()));
        }
        if (request.getIncludeEnded()) {
            for (int i = roster.ended().size() - 1; i >= 0; i--) {
                CandidateLife life = roster.ended().get(i);
                answer.addCandidates(candidate(life).setServed(life.id() == roster.served()));
            }
        }
        return answer.build();
    }

    private static Candidate.Builder candidate(CandidateLife life) {
        Candidate.Builder candidate = Candidate.newBuilder()
                .setId(life.id())
                .setNumber(life.number())
                .setBornAtStep(life.bornAt())
                .setEnd(end(life.end()));
        for (Dial dial : Dial.values()) {
            candidate.putDials(dial.key(), life.dials().schedule(dial).toString());
        }
        if (life.parent() != CandidateLife.NONE) {
            candidate.setParentId(life.parent());
        }
        if (life.endedAt() != CandidateLife.NONE) {
            candidate.setEndedAtStep(life.endedAt());
        }
        if (life.figures() != null) {
            candidate.setHoldout(ModelVersions.figures(life.figures()));
        }
        return candidate;
    }

    private static CandidateEnd end(CandidateLife.End end) {
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
