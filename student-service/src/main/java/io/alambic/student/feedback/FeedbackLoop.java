package io.alambic.student.feedback;

import io.alambic.core.model.Signature;
import io.alambic.student.inference.InferenceListener;
import io.alambic.student.ingest.KafkaClients;
import io.alambic.student.threads.StopDeadline;
import io.alambic.student.threads.ThreadSupervisor;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;

/** The feedback of a student or a replica; without any resources if feedback is off. */
public final class FeedbackLoop {

    private final Optional<Feedback> feedback;

    private FeedbackLoop(Optional<Feedback> feedback) {
        this.feedback = feedback;
    }

    /**
     * Creates a loop, which {@link #start} starts.
     *
     * @param signature signature of the student
     * @param clock the time of day
     * @param nanoClock monotonic time in nanoseconds
     */
    public static FeedbackLoop of(
            FeedbackSettings settings,
            KafkaClients kafka,
            Signature signature,
            InstantSource clock,
            LongSupplier nanoClock,
            FeedbackListener listener,
            ThreadSupervisor supervisor) {
        if (!settings.isOn()) {
            return new FeedbackLoop(Optional.empty());
        }
        return new FeedbackLoop(Optional.of(new Feedback(
                settings,
                kafka.student(),
                UUID.randomUUID().toString(),
                signature.named(),
                kafka.feedbackProducer(),
                clock,
                nanoClock,
                listener,
                supervisor)));
    }

    /** Returns a listener that also passes answered requests to the feedback. */
    public InferenceListener over(InferenceListener listener) {
        return feedback.<InferenceListener>map(back -> new FedBackInference(listener, back))
                .orElse(listener);
    }

    /** Starts the feedback. */
    public void start() {
        feedback.ifPresent(Feedback::start);
    }

    /** Stops; samples that still wait are dropped. */
    public void close(StopDeadline deadline) {
        feedback.ifPresent(back -> back.close(deadline));
    }
}
