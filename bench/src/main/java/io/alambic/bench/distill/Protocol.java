package io.alambic.bench.distill;

import io.alambic.core.augment.AugmentationChain;
import io.alambic.core.cost.Temperature;
import io.alambic.core.cost.feature.FeaturePair;
import io.alambic.core.hyperparameters.Hyperparameter;
import io.alambic.core.hyperparameters.Hyperparameters;
import io.alambic.core.hyperparameters.Schedule;
import io.alambic.core.optimizer.OptimizerChoice;
import io.alambic.core.search.Criterion;
import io.alambic.core.search.SearchSettings;
import io.alambic.core.task.Tasks;
import io.alambic.core.train.CandidateSettings;
import io.alambic.core.train.SupervisedTraining;
import io.alambic.core.zoo.Cnn;
import java.util.List;
import java.util.Map;

/**
 * Training settings that are the same for all students of a run.
 *
 * @param teacher its architecture
 * @param teacherTraining its training
 * @param mirrored whether the teacher's training also sees every image in a mirror
 * @param student its architecture
 * @param samples training samples of the students: the first of the set
 * @param epochs passes over them
 * @param batch samples of a step
 * @param learningRate of the first step; it falls linearly to 0
 * @param temperature of the output term
 * @param features of the feature term
 * @param labelledShare samples with a label where labels are few, 0..1
 * @param augmentations each gives a further sample of every one, where they are learned from
 */
public record Protocol(
        Cnn teacher,
        SupervisedTraining.Settings teacherTraining,
        boolean mirrored,
        Cnn student,
        int samples,
        int epochs,
        int batch,
        float learningRate,
        Temperature temperature,
        List<FeaturePair> features,
        double labelledShare,
        List<AugmentationChain> augmentations) {

    private static final List<Float> SEARCHED = List.of(0.5f, 0.7f, 0.3f);
    private static final int RESEEDINGS = 10;
    private static final int HELD_OUT_PART = 20;
    private static final int SMALLEST_HOLDOUT = 4;

    public Protocol {
        features = List.copyOf(features);
        augmentations = List.copyOf(augmentations);
        if (samples < 1 || epochs < 1 || batch < 1) {
            throw new IllegalArgumentException("samples, epochs and batch must be at least 1, but are %d, %d and %d"
                    .formatted(samples, epochs, batch));
        }
        if (!(labelledShare > 0 && labelledShare <= 1)) {
            throw new IllegalArgumentException(
                    "the labelled share must be above 0 and at most 1, but is " + labelledShare);
        }
    }

    /** Returns the same protocol for another student, which learns from no feature maps. */
    Protocol withStudent(Cnn other) {
        return new Protocol(
                teacher,
                teacherTraining,
                mirrored,
                other,
                samples,
                epochs,
                batch,
                learningRate,
                temperature,
                List.of(),
                labelledShare,
                augmentations);
    }

    /** Returns the steps of each training. */
    long steps() {
        return (long) epochs * ((samples + batch - 1) / batch);
    }

    /** Returns the number of labelled samples where labels are few. */
    int labelled() {
        return Math.max(1, (int) Math.round(samples * labelledShare));
    }

    /** Returns the number of samples that a search holds out to judge its candidates. */
    int heldOut(Variant variant) {
        return variant.searched() ? Math.max(SMALLEST_HOLDOUT, samples / HELD_OUT_PART) : 0;
    }

    /** Returns the search of a variant; most have none. */
    SearchSettings search(Variant variant, CandidateSettings settings) {
        Hyperparameters hyperparameters = settings.hyperparameters();
        if (!variant.searched()) {
            return SearchSettings.off(hyperparameters);
        }
        List<Hyperparameters> population = SEARCHED.stream()
                .map(lambda1 -> hyperparameters.with(Map.of(
                        Hyperparameter.LAMBDA1,
                        Schedule.constant(lambda1),
                        Hyperparameter.LAMBDA2,
                        Schedule.constant(1 - lambda1))))
                .toList();
        return new SearchSettings(population, Math.max(1, steps() / RESEEDINGS), Criterion.DECISIVE, settings.seed());
    }

    /** Returns a student's settings; the learning rate falls linearly to 0. */
    CandidateSettings settings(Variant variant, long seed) {
        return settings(
                variant,
                Hyperparameters.fixed(
                        variant.lambda1(), variant.lambda2(), variant.lambda3(batch), temperature, learningRate),
                seed);
    }

    /**
     * Returns the settings of a student that learns from labels and from a peer, at equal weights and temperature 1 (Zhang et al. 2018).
     */
    CandidateSettings mutual(long seed) {
        return settings(Variant.KL_ONLY, Hyperparameters.fixed(1, 0, 1, new Temperature(1), learningRate), seed);
    }

    private CandidateSettings settings(Variant variant, Hyperparameters weights, long seed) {
        Hyperparameters hyperparameters =
                weights.with(Hyperparameter.LEARNING_RATE, Schedule.linear(learningRate, 0, steps()));
        return new CandidateSettings(
                Tasks.CLASSIFICATION,
                student,
                hyperparameters,
                variant.output(),
                variant.distance(),
                features,
                OptimizerChoice.ADAMW,
                0,
                0,
                0,
                seed);
    }
}
