package io.alambic.student.operate;

import io.alambic.core.search.Roster;
import io.alambic.v1.ListCandidatesRequest;
import io.alambic.v1.ListCandidatesResponse;
import io.alambic.v1.StudentServiceGrpc.StudentServiceImplBase;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.function.Supplier;

/** Says who learns. Every call is answered at once. Thread safe. */
public final class CandidateService extends StudentServiceImplBase {

    private final Supplier<Optional<Roster>> roster;

    /**
     * The service of one student.
     *
     * @param roster who learns; empty before the student has restored its checkpoint
     */
    public CandidateService(Supplier<Optional<Roster>> roster) {
        this.roster = roster;
    }

    @Override
    public void listCandidates(ListCandidatesRequest request, StreamObserver<ListCandidatesResponse> answer) {
        answer.onNext(roster.get()
                .map(known -> CandidateList.answer(request, known))
                .orElseGet(ListCandidatesResponse::getDefaultInstance));
        answer.onCompleted();
    }
}
