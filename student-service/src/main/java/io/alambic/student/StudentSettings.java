package io.alambic.student;

import io.alambic.core.cost.feature.FeaturePair;
import io.alambic.student.batch.HoldoutSplit;
import io.alambic.student.feedback.FeedbackSettings;
import io.alambic.student.ingest.IngestTopics;
import io.alambic.student.ingest.KafkaClients;
import io.alambic.student.training.TrainerSettings;
import io.alambic.student.weights.WeightsSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Settings of a student that learns.
 *
 * @param kafka creates the Kafka clients
 * @param topics topics of the knowledge and of refused records
 * @param controlTopic topic of settings that change at run time; it may be missing
 * @param trainer how it trains and publishes
 * @param batchSize most samples of a training step, at least 1
 * @param prefetchBatches batches decoded ahead of the trainer, at least 1
 * @param batchLinger longest wait for a batch to fill, greater than 0
 * @param split which samples are held out
 * @param holdoutWindow number of newest held-out samples that evaluate candidates
 * @param checkpointDir folder of the checkpoints, used by this student only
 * @param checkpointsKept newest checkpoints to keep, at least 1; the best is kept as well
 * @param weights how promoted weights are published
 * @param serving how inference is served
 * @param feedback which requests are sent back to the teacher
 */
public record StudentSettings(
        KafkaClients kafka,
        IngestTopics topics,
        String controlTopic,
        TrainerSettings trainer,
        int batchSize,
        int prefetchBatches,
        Duration batchLinger,
        HoldoutSplit split,
        int holdoutWindow,
        Path checkpointDir,
        int checkpointsKept,
        WeightsSettings weights,
        ServingSettings serving,
        FeedbackSettings feedback) {

    public StudentSettings {
        if (batchSize < 1) {
            throw new IllegalArgumentException("batch size must be at least 1, but is " + batchSize);
        }
        if (checkpointsKept < 1) {
            throw new IllegalArgumentException("checkpoints kept must be at least 1, but is " + checkpointsKept);
        }
        if (prefetchBatches < 1) {
            throw new IllegalArgumentException("prefetch batches must be at least 1, but is " + prefetchBatches);
        }
        if (batchLinger.isNegative() || batchLinger.isZero()) {
            throw new IllegalArgumentException("batch linger must be greater than 0, but is " + batchLinger);
        }
    }

    /** Returns the feature pairs that a knowledge record must contain; none if the feature term has no weight. */
    List<FeaturePair> requiredFeatures() {
        return trainer.learnedFeatures();
    }
}
