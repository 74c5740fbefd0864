package io.alambic.core.train;

import io.alambic.core.cost.Temperature;
import io.alambic.core.cost.feature.FeatureDistance;
import io.alambic.core.cost.feature.FeaturePair;
import io.alambic.core.cost.feature.MseDistance;
import io.alambic.core.cost.logits.OutputTerm;
import io.alambic.core.hyperparameters.Hyperparameter;
import io.alambic.core.hyperparameters.Hyperparameters;
import io.alambic.core.hyperparameters.Schedule;
import io.alambic.core.model.Architecture;
import io.alambic.core.model.Signature;
import io.alambic.core.optimizer.OptimizerChoice;
import io.alambic.core.task.Task;
import io.alambic.core.task.Tasks;
import java.util.List;
import java.util.Objects;

/**
 * Settings of a student's training.
 *
 * @param task what it learns to do
 * @param architecture of the student
 * @param hyperparameters weights of the terms, temperature and learning rate, by step
 * @param output what the output term measures
 * @param distance what the feature term measures
 * @param features pairs of maps of the feature term; may be empty if lambda2 is 0
 * @param optimizer that changes the weights
 * @param warmupSteps steps over which the learning rate rises to its schedule, at least 0
 * @param weightDecay of the optimizer, finite and at least 0
 * @param maxGradientNorm longer gradients, all taken as one vector, are shortened to it; finite and at
 *     least 0, 0 for none
 * @param seed of the first weights
 */
public record CandidateSettings(
        Task task,
        Architecture architecture,
        Hyperparameters hyperparameters,
        OutputTerm output,
        FeatureDistance distance,
        List<FeaturePair> features,
        OptimizerChoice optimizer,
        long warmupSteps,
        float weightDecay,
        float maxGradientNorm,
        long seed) {

    public CandidateSettings {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(architecture, "architecture");
        Objects.requireNonNull(output, "output");
        Objects.requireNonNull(distance, "distance");
        Objects.requireNonNull(optimizer, "optimizer");
        Signature signature = architecture.signature();
        features = features.stream()
                .map(pair -> pair.seen(signature.output(pair.student())))
                .toList();
        if (warmupSteps < 0) {
            throw new IllegalArgumentException("warm-up steps must be at least 0, but are " + warmupSteps);
        }
        requireAtLeastZero("weight decay", weightDecay);
        requireAtLeastZero("max gradient norm", maxGradientNorm);
        requireFeatures(hyperparameters, features);
        task.requireAnswer(signature.output(Signature.LOGITS));
        requireTerms(task, output, hyperparameters);
        for (FeaturePair pair : features) {
            pair.requireStudent(distance, signature.output(pair.student()).sampleShape());
        }
    }

    /** A classifier that learns by divergence, squared error and AdamW, with hyperparameters that no step moves. */
    public CandidateSettings(
            Architecture architecture,
            float lambda1,
            float lambda2,
            float lambda3,
            Temperature temperature,
            List<FeaturePair> features,
            float learningRate,
            float weightDecay,
            long seed) {
        this(
                Tasks.CLASSIFICATION,
                architecture,
                Hyperparameters.fixed(lambda1, lambda2, lambda3, temperature, learningRate),
                OutputTerm.KL,
                new MseDistance(),
                features,
                OptimizerChoice.ADAMW,
                0,
                weightDecay,
                0,
                seed);
    }

    private static void requireAtLeastZero(String name, float value) {
        if (!Float.isFinite(value) || value < 0) {
            throw new IllegalArgumentException("%s must be finite and at least 0, but is %s".formatted(name, value));
        }
    }

    private static void requireFeatures(Hyperparameters hyperparameters, List<FeaturePair> features) {
        Schedule lambda2 = hyperparameters.schedule(Hyperparameter.LAMBDA2);
        if (!lambda2.isZero() && features.isEmpty()) {
            throw new IllegalArgumentException("lambda2 is %s, but no feature maps are paired".formatted(lambda2));
        }
    }

    private static void requireTerms(Task task, OutputTerm output, Hyperparameters hyperparameters) {
        if (!task.outputTerms().contains(output.choice().name())) {
            throw new IllegalArgumentException("the output term '%s' does not fit the task %s: expected %s"
                    .formatted(output, task.name(), String.join(", ", task.outputTerms())));
        }
        Schedule lambda3 = hyperparameters.schedule(Hyperparameter.LAMBDA3);
        if (!lambda3.isZero() && !task.hasLabels()) {
            throw new IllegalArgumentException(
                    "lambda3 is %s, but the task %s has no labels".formatted(lambda3, task.name()));
        }
    }

    /** The same student with other hyperparameters. */
    public CandidateSettings with(Hyperparameters changed) {
        return new CandidateSettings(
                task,
                architecture,
                changed,
                output,
                distance,
                features,
                optimizer,
                warmupSteps,
                weightDecay,
                maxGradientNorm,
                seed);
    }

    /** The pairs of maps that knowledge has to hold: none where the feature term never has a weight. */
    public List<FeaturePair> learnedFeatures() {
        return hyperparameters.schedule(Hyperparameter.LAMBDA2).isZero() ? List.of() : features;
    }

    /**
     * Size of the optimizer's step: the schedule's, after a rise in equal parts over the warm-up.
     *
     * @param hyperparameters as they stand
     * @param step number of steps taken before it
     */
    float learningRate(Hyperparameters hyperparameters, long step) {
        float rate = hyperparameters.at(Hyperparameter.LEARNING_RATE, step);
        return step + 1 >= warmupSteps ? rate : rate * (step + 1) / warmupSteps;
    }
}
