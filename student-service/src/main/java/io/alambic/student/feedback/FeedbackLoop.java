package io.alambic.student.feedback;

import io.alambic.core.model.Signature;
import io.alambic.student.inference.InferenceListener;
import io.alambic.student.ingest.KafkaClients;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;

/** What a student or a replica has of feedback: nothing where it is off, not even a producer. */
public final class FeedbackLoop implements AutoCloseable {

    private final Optional<Feedback> feedback;

    private FeedbackLoop(Optional<Feedback> feedback) {
        this.feedback = feedback;
    }

    /**
     * A loop that has not begun.
     *
     * @param signature of the student
     * @param clock the time of day
     * @param nanoClock monotonic time in nanoseconds
     */
    public static FeedbackLoop of(
            FeedbackSettings settings,
            KafkaClients kafka,
            Signature signature,
            InstantSource clock,
            LongSupplier nanoClock,
            FeedbackListener listener) {
        if (!settings.isOn()) {
            return new FeedbackLoop(Optional.empty());
        }
        return new FeedbackLoop(Optional.of(new Feedback(
                settings,
                kafka.student(),
                UUID.randomUUID().toString(),
                signature.inputs(),
                kafka.feedbackProducer(),
                clock,
                nanoClock,
                listener)));
    }

    /** A listener that tells this one everything, and feedback what was answered. */
    public InferenceListener over(InferenceListener listener) {
        return feedback.<InferenceListener>map(back -> new FedBackInference(listener, back))
                .orElse(listener);
    }

    /** Begins to send. */
    public void start() {
        feedback.ifPresent(Feedback::start);
    }

    /** Ends; what still waits is left out. */
    @Override
    public void close() {
        feedback.ifPresent(Feedback::close);
    }
}
