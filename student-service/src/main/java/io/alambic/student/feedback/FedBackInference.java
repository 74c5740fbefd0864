package io.alambic.student.feedback;

import io.alambic.student.inference.InferenceListener;
import io.alambic.student.protocol.AnsweredRequest;
import io.grpc.Status;

/**
 * Tells a listener everything, and feedback what was answered.
 *
 * @param listener told everything
 * @param feedback told about answered requests
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
