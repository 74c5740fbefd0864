package io.alambic.student.feedback;

import io.alambic.student.inference.InferenceListener;
import io.alambic.student.protocol.AnsweredRequest;
import io.grpc.Status;

/**
 * Forwards all events to a listener, and answered requests to the feedback.
 *
 * @param listener receives all events
 * @param feedback receives answered requests
 */
public record FedBackInference(InferenceListener listener, Feedback feedback) implements InferenceListener {

    @Override
    public void started() {
        listener.started();
    }

    @Override
    public void passed(int calls, int samples) {
        listener.passed(calls, samples);
    }

    @Override
    public void ended(Status.Code code, int samples, long nanos) {
        listener.ended(code, samples, nanos);
    }

    @Override
    public void answered(AnsweredRequest request) {
        listener.answered(request);
        feedback.offer(request);
    }
}
