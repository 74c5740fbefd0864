package io.alambic.student;

import io.alambic.student.canary.CanaryListener;
import io.alambic.student.control.ControlListener;
import io.alambic.student.feedback.FeedbackListener;
import io.alambic.student.inference.InferenceListener;
import io.alambic.student.ingest.IngestListener;
import io.alambic.student.training.TrainerListener;
import io.alambic.student.weights.PublicationListener;

/**
 * Who is told what a student does.
 *
 * @param ingest about records
 * @param trainer about steps, promotions and checkpoints
 * @param inference about calls
 * @param publication about weights that go to replicas
 * @param canary about candidates that are tried on requests
 * @param control about settings that came while it ran
 * @param feedback about samples that went back to the teacher
 */
public record StudentListeners(
        IngestListener ingest,
        TrainerListener trainer,
        InferenceListener inference,
        PublicationListener publication,
        CanaryListener canary,
        ControlListener control,
        FeedbackListener feedback) {}
