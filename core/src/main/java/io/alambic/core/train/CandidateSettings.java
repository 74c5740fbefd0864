package io.alambic.core.train;

import io.alambic.core.cost.FeaturePair;
import io.alambic.core.cost.Temperature;
import io.alambic.core.model.Architecture;
import io.alambic.core.model.Signature;
import java.util.List;
import java.util.Objects;

/**
 * Everything that decides how a student learns.
 *
 * @param architecture of the student
 * @param lambda1 weight of the output term
 * @param lambda2 weight of the feature term
 * @param lambda3 weight of the label term
 * @param temperature of the output term
 * @param features pairs of maps of the feature term; may be empty where lambda2 is 0
 * @param learningRate of AdamW, finite and greater than 0
 * @param weightDecay of AdamW, finite and at least 0
 * @param seed of the first weights
 */
public record CandidateSettings(
        Architecture architecture,
        float lambda1,
        float lambda2,
        float lambda3,
        Temperature temperature,
        List<FeaturePair> features,
        float learningRate,
        float weightDecay,
        long seed) {

    public CandidateSettings {
        Objects.requireNonNull(architecture, "architecture");
        Objects.requireNonNull(temperature, "temperature");
        features = List.copyOf(features);
        requireAtLeastZero("lambda1", lambda1);
        requireAtLeastZero("lambda2", lambda2);
        requireAtLeastZero("lambda3", lambda3);
        requireAtLeastZero("weight decay", weightDecay);
        if (lambda1 + lambda2 + lambda3 == 0) {
            throw new IllegalArgumentException(
                    "lambda1, lambda2 and lambda3 are all 0: there is nothing to learn from");
        }
        if (lambda2 > 0 && features.isEmpty()) {
            throw new IllegalArgumentException("lambda2 is %s, but no feature maps are paired".formatted(lambda2));
        }
        if (!Float.isFinite(learningRate) || learningRate <= 0) {
            throw new IllegalArgumentException(
                    "learning rate must be finite and greater than 0, but is " + learningRate);
        }
        Signature signature = architecture.signature();
        features.forEach(pair -> signature.output(pair.student()));
    }

    private static void requireAtLeastZero(String name, float value) {
        if (!Float.isFinite(value) || value < 0) {
            throw new IllegalArgumentException("%s must be finite and at least 0, but is %s".formatted(name, value));
        }
    }
}
