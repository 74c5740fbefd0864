package io.alambic.student;

import io.alambic.student.admission.AdmissionListener;
import io.alambic.student.canary.CanaryListener;
import io.alambic.student.control.ControlListener;
import io.alambic.student.feedback.FeedbackListener;
import io.alambic.student.inference.InferenceListener;
import io.alambic.student.ingest.IngestListener;
import io.alambic.student.training.TrainerListener;
import io.alambic.student.weights.PublicationListener;

/**
 * The observers of a student.
 *
 * @param ingest observes records
 * @param trainer observes steps, promotions and checkpoints
 * @param inference observes calls
 * @param publication observes the publication of weights
 * @param canary observes trials on requests
 * @param control observes settings that change at run time
 * @param feedback observes samples that are sent back to the teacher
 * @param admission observes connections that are not kept
 */
public record StudentListeners(
        IngestListener ingest,
        TrainerListener trainer,
        InferenceListener inference,
        PublicationListener publication,
        CanaryListener canary,
        ControlListener control,
        FeedbackListener feedback,
        AdmissionListener admission) {}
