package io.alambic.student.wiring;

import static io.alambic.core.settings.Values.about;
import static io.alambic.core.settings.Values.longInteger;

import io.alambic.core.hyperparameters.Hyperparameter;
import io.alambic.core.hyperparameters.Hyperparameters;
import io.alambic.core.hyperparameters.Schedule;
import io.alambic.core.search.Criterion;
import io.alambic.core.search.SearchSettings;
import io.alambic.core.settings.InvalidSettingException;
import io.alambic.core.settings.Values;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Reads the settings of the search for the hyperparameters. */
final class SearchReader {

    private static final String SEARCH = "alambic.student.search.";
    private static final String POPULATION = SEARCH + "population";
    private static final List<Hyperparameter> PARTS = List.of(
            Hyperparameter.LAMBDA1, Hyperparameter.LAMBDA2, Hyperparameter.TEMPERATURE, Hyperparameter.LEARNING_RATE);

    private final StudentConfig.Search config;

    SearchReader(StudentConfig.Search config) {
        this.config = config;
    }

    /**
     * Reads the search; if it is off, there is a single candidate and the other settings are ignored.
     *
     * @param configured the hyperparameters outside the search, which apply where a candidate has none
     * @throws InvalidSettingException naming the key, what came and what was expected
     */
    SearchSettings read(Hyperparameters configured) {
        if (!Values.flag(SEARCH + "enabled", config.enabled())) {
            return SearchSettings.off(configured);
        }
        List<Hyperparameters> population = Values.parts(config.population(), ",")
                .map(text -> about(POPULATION, () -> candidate(text, configured)))
                .toList();
        if (population.size() < 2) {
            throw new InvalidSettingException(
                    "%s: a search needs at least 2 candidates, but got '%s'".formatted(POPULATION, config.population()),
                    null);
        }
        Criterion criterion = Values.oneOf(SEARCH + "criterion", config.criterion(), Criterion.class);
        return about(
                SEARCH + "population",
                () -> new SearchSettings(
                        population, reseedSteps(), criterion, longInteger(SEARCH + "seed", config.seed())));
    }

    private long reseedSteps() {
        String key = SEARCH + "reseed-steps";
        long steps = longInteger(key, config.reseedSteps());
        if (steps < 1) {
            throw new InvalidSettingException("%s: must be at least 1, but is %d".formatted(key, steps), null);
        }
        return steps;
    }

    private static Hyperparameters candidate(String text, Hyperparameters configured) {
        List<String> values = Values.parts(text, ":").toList();
        if (values.size() < 2 || values.size() > PARTS.size()) {
            throw new IllegalArgumentException("expected lambda1:lambda2, lambda1:lambda2:temperature or"
                    + " lambda1:lambda2:temperature:learning-rate, but got '%s'".formatted(text));
        }
        Map<Hyperparameter, Schedule> own = new EnumMap<>(Hyperparameter.class);
        for (int i = 0; i < values.size(); i++) {
            Hyperparameter hyperparameter = PARTS.get(i);
            own.put(hyperparameter, Hyperparameters.checked(hyperparameter, Schedule.parse(values.get(i))));
        }
        return configured.with(own);
    }
}
