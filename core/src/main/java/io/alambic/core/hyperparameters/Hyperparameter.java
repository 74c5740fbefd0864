package io.alambic.core.hyperparameters;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What of a student's learning may change while it runs. */
public enum Hyperparameter {
    /** Weight of the output term. */
    LAMBDA1,
    /** Weight of the feature term. */
    LAMBDA2,
    /** Weight of the label term. */
    LAMBDA3,
    /** Temperature of the output term. */
    TEMPERATURE,
    /** Size of an optimizer's step. */
    LEARNING_RATE;

    /** The name in configuration and on the control topic. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The name in sentences. */
    String words() {
        return key().replace('-', ' ');
    }

    /** The hyperparameter of that name. */
    public static Optional<Hyperparameter> named(String key) {
        return Arrays.stream(values())
                .filter(hyperparameter -> hyperparameter.key().equals(key))
                .findFirst();
    }
}
