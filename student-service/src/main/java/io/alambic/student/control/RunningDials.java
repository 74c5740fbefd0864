package io.alambic.student.control;

import io.alambic.core.train.CandidateSettings;
import io.alambic.core.train.Dial;
import io.alambic.core.train.Dials;
import io.alambic.core.train.Schedule;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The current dials: those of the configuration, each overridden by its value on the control topic, if any. Keys are
 * {@code student/NAME/DIAL}; values have the syntax of the configuration. An invalid value or combination is reported
 * and changes nothing. A record without a value restores the configured value.
 *
 * <p>Updated by one thread, read by any.
 */
public final class RunningDials {

    private static final Logger LOG = LoggerFactory.getLogger(RunningDials.class);

    private final CandidateSettings configured;
    private final boolean searched;
    private final ControlListener listener;
    private final String prefix;
    private final Map<Dial, Schedule> changed = new EnumMap<>(Dial.class);
    private volatile Dials current;

    /**
     * Creates the dials of the configuration.
     *
     * @param student name of the student
     * @param searched whether a search sets the dials, so that the control topic cannot
     */
    public RunningDials(String student, CandidateSettings configured, boolean searched, ControlListener listener) {
        this.configured = configured;
        this.searched = searched;
        this.listener = listener;
        this.prefix = "student/" + student + "/";
        this.current = configured.dials();
    }

    /** Returns the current dials. */
    public Dials current() {
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
        Optional<Dial> dial = Dial.named(key.substring(prefix.length()));
        if (dial.isEmpty()) {
            LOG.warn("setting={} There is no such setting", key);
            listener.refused(key);
            return;
        }
        String text = value == null ? "" : new String(value, StandardCharsets.UTF_8).strip();
        try {
            if (value == null) {
                changed.remove(dial.get());
            } else {
                requireNoSearch();
                changed.put(dial.get(), Dials.checked(dial.get(), Schedule.parse(text)));
            }
            current = together();
            LOG.info("dial={} value={} Setting changed", dial.get().key(), current.schedule(dial.get()));
        } catch (IllegalArgumentException e) {
            listener.refused(key);
            LOG.warn("setting={} value={} The setting is refused and nothing changes: {}", key, text, e.getMessage());
        }
    }

    private void requireNoSearch() {
        if (searched) {
            throw new IllegalArgumentException(
                    "the search sets the dials of its candidates; they cannot be set by hand");
        }
    }

    private Dials together() {
        Dials dials = configured.dials().with(changed);
        if (configured.learnedFeatures().isEmpty()
                && !configured.with(dials).learnedFeatures().isEmpty()) {
            throw new IllegalArgumentException(
                    "lambda2 has no weight in the configuration, so that no feature maps are read");
        }
        return dials;
    }
}
