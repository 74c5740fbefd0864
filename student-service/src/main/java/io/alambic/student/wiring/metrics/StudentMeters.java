package io.alambic.student.wiring.metrics;

import io.alambic.core.task.Task;
import io.alambic.student.StudentListeners;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

/** The meters of a process; those that its mode does not need are never created. */
@Singleton
public class StudentMeters {

    private final IngestMeters ingest;
    private final TrainerMeters trainer;
    private final ServingMeters serving;
    private final FeedbackMeters feedback;
    private final Instance<PublicationMeters> publication;
    private final Instance<CanaryMeters> canary;
    private final Instance<ControlMeters> control;
    private final Instance<ReplicaMeters> replica;

    StudentMeters(
            IngestMeters ingest,
            TrainerMeters trainer,
            ServingMeters serving,
            FeedbackMeters feedback,
            Instance<PublicationMeters> publication,
            Instance<CanaryMeters> canary,
            Instance<ControlMeters> control,
            Instance<ReplicaMeters> replica) {
        this.ingest = ingest;
        this.trainer = trainer;
        this.serving = serving;
        this.feedback = feedback;
        this.publication = publication;
        this.canary = canary;
        this.control = control;
        this.replica = replica;
    }

    /** Returns the listeners of a student that learns a task. */
    public StudentListeners ofTraining(Task task) {
        trainer.judgedBy(task);
        return new StudentListeners(
                ingest, trainer, serving, publication.get(), canary.get(), control.get(), feedback, serving);
    }

    /** Returns the meters of a replica. */
    public ReplicaMeters ofReplica() {
        return replica.get();
    }

    /** Returns the meters of the feedback. */
    public FeedbackMeters ofFeedback() {
        return feedback;
    }

    /** Returns the meters of the served models and the calls. */
    public ServingMeters ofServing() {
        return serving;
    }
}
