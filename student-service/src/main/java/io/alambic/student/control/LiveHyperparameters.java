package io.alambic.student.control;

import io.alambic.core.hyperparameters.Hyperparameter;
import io.alambic.core.hyperparameters.Hyperparameters;
import io.alambic.core.hyperparameters.Schedule;
import io.alambic.core.train.CandidateSettings;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The current hyperparameters: those of the configuration, each overridden by its value on the control topic, if any. Keys are
 * {@code student/NAME/DIAL}; values have the syntax of the configuration. An invalid value or combination is reported
 * and changes nothing. A record without a value restores the configured value.
 *
 * <p>Updated by one thread, read by any.
 */
public final class LiveHyperparameters {

    private static final Logger LOG = LoggerFactory.getLogger(LiveHyperparameters.class);

    private final CandidateSettings configured;
    private final boolean searched;
    private final ControlListener listener;
    private final String prefix;
    private final Map<Hyperparameter, Schedule> changed = new EnumMap<>(Hyperparameter.class);
    private volatile Hyperparameters current;

    /**
     * Creates the hyperparameters of the configuration.
     *
     * @param student name of the student
     * @param searched whether a search sets the hyperparameters, so that the control topic cannot
     */
    public LiveHyperparameters(
            String student, CandidateSettings configured, boolean searched, ControlListener listener) {
        this.configured = configured;
        this.searched = searched;
        this.listener = listener;
        this.prefix = "student/" + student + "/";
        this.current = configured.hyperparameters();
    }

    /** Returns the current hyperparameters. */
    public Hyperparameters current() {
        return current;
    }

    /**
     * Applies a record of the control topic; ignores records for others.
     *
     * @param value null restores the configured value
     */
    void accept(String key, byte[] value) {
        if (!key.startsWith(prefix)) {
            return;
        }
        Optional<Hyperparameter> hyperparameter = Hyperparameter.named(key.substring(prefix.length()));
        if (hyperparameter.isEmpty()) {
            LOG.warn("setting={} There is no such setting", key);
            listener.refused(key);
            return;
        }
        String text = value == null ? "" : new String(value, StandardCharsets.UTF_8).strip();
        try {
            if (value == null) {
                changed.remove(hyperparameter.get());
            } else {
                requireNoSearch();
                changed.put(hyperparameter.get(), Hyperparameters.checked(hyperparameter.get(), Schedule.parse(text)));
            }
            current = together();
            LOG.info(
                    "hyperparameter={} value={} Setting changed",
                    hyperparameter.get().key(),
                    current.schedule(hyperparameter.get()));
        } catch (IllegalArgumentException e) {
            listener.refused(key);
            LOG.warn("setting={} value={} The setting is refused and nothing changes: {}", key, text, e.getMessage());
        }
    }

    private void requireNoSearch() {
        if (searched) {
            throw new IllegalArgumentException(
                    "the search sets the hyperparameters of its candidates; they cannot be set by hand");
        }
    }

    private Hyperparameters together() {
        Hyperparameters hyperparameters = configured.hyperparameters().with(changed);
        if (configured.learnedFeatures().isEmpty()
                && !configured.with(hyperparameters).learnedFeatures().isEmpty()) {
            throw new IllegalArgumentException(
                    "lambda2 has no weight in the configuration, so that no feature maps are read");
        }
        return hyperparameters;
    }
}
