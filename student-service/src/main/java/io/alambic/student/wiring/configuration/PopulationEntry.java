package io.alambic.student.wiring.configuration;

import io.alambic.core.hyperparameters.Hyperparameter;
import io.alambic.core.hyperparameters.Hyperparameters;
import io.alambic.core.hyperparameters.Schedule;
import io.alambic.core.settings.Values;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A candidate that a search begins with, as {@code alambic.student.search.population} writes it.
 *
 * @param own the hyperparameters in which it differs from the configuration
 */
public record PopulationEntry(Map<Hyperparameter, Schedule> own) {

    private static final List<Hyperparameter> PARTS = List.of(
            Hyperparameter.LAMBDA1, Hyperparameter.LAMBDA2, Hyperparameter.TEMPERATURE, Hyperparameter.LEARNING_RATE);
    private static final int LEAST_PARTS = 2;

    public PopulationEntry {
        own = Map.copyOf(own);
    }

    /**
     * Reads {@code lambda1:lambda2}, by choice with {@code :temperature} and {@code :learning-rate}.
     *
     * @throws IllegalArgumentException saying what was expected and what came
     */
    static PopulationEntry parse(String text) {
        List<String> values = Values.parts(text, ":").toList();
        if (values.size() < LEAST_PARTS || values.size() > PARTS.size()) {
            throw new IllegalArgumentException("expected lambda1:lambda2, lambda1:lambda2:temperature or"
                    + " lambda1:lambda2:temperature:learning-rate, but got '%s'".formatted(text));
        }
        Map<Hyperparameter, Schedule> own = new EnumMap<>(Hyperparameter.class);
        for (int i = 0; i < values.size(); i++) {
            Hyperparameter hyperparameter = PARTS.get(i);
            own.put(hyperparameter, Hyperparameters.checked(hyperparameter, Schedule.parse(values.get(i))));
        }
        return new PopulationEntry(own);
    }

    /** Returns the candidate's hyperparameters; those that it does not set are as configured. */
    Hyperparameters in(Hyperparameters configured) {
        return configured.with(own);
    }
}
