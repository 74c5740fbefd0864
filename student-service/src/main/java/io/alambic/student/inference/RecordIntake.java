package io.alambic.student.inference;

import io.alambic.inference.ModelInferRequest;
import io.alambic.student.admission.RequestMemory;
import io.alambic.student.admission.RequestMemory.Reservation;
import io.alambic.student.protocol.MappedRequest;
import io.alambic.student.protocol.Refused;
import io.alambic.student.records.RecordQuestions;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Makes tensors of records before a request is checked: of small ones at once, of others on a thread that delays nobody. Thread safe. */
final class RecordIntake {

    /** Records of so many bytes are mapped in about a millisecond. */
    private static final int QUICKLY_MAPPED = 64 << 10;

    private final RecordQuestions questions;
    private final RequestMemory memory;
    private final Executor decoder;
    private final Executor waiting;

    /**
     * Creates an intake.
     *
     * @param memory shared by all requests that wait for one of the threads or are mapped
     * @param decoder maps what takes time
     * @param waiting maps what has to wait for others, so that nobody else does
     */
    RecordIntake(RecordQuestions questions, RequestMemory memory, Executor decoder, Executor waiting) {
        this.questions = questions;
        this.memory = memory;
        this.decoder = decoder;
        this.waiting = waiting;
    }

    /** Returns the names of the headers that are read of a record. */
    Set<String> headers() {
        return questions.headers();
    }

    /**
     * Maps a request, and calls exactly one of the two.
     *
     * @param otherwise takes the reason why it cannot be answered
     * @throws io.grpc.StatusRuntimeException if there is no memory for it; then neither is called
     */
    void map(ModelInferRequest request, Consumer<MappedRequest> then, Consumer<RuntimeException> otherwise) {
        int bytes = request.getSerializedSize();
        boolean mayWait = questions.mayWait(request);
        Reservation reservation = memory.reserve(bytes);
        Runnable work = () -> map(request, reservation, then, otherwise);
        if (bytes <= QUICKLY_MAPPED && !mayWait) {
            work.run();
            return;
        }
        try {
            (mayWait ? waiting : decoder).execute(work);
        } catch (RejectedExecutionException e) {
            reservation.close();
            otherwise.accept(Refused.stopping());
        }
    }

    private void map(
            ModelInferRequest request,
            Reservation reservation,
            Consumer<MappedRequest> then,
            Consumer<RuntimeException> otherwise) {
        MappedRequest mapped;
        try (reservation) {
            mapped = questions.map(request, reservation);
        } catch (RuntimeException e) {
            otherwise.accept(e);
            return;
        } catch (Error e) {
            otherwise.accept(new IllegalStateException("a record could not be mapped: " + e, e));
            throw e;
        }
        then.accept(mapped);
    }
}
