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
 * The dials as they stand: those of the configuration, each replaced by its value on the control topic
 * where it has one. Keys are {@code student/NAME/DIAL}, values are written as in the configuration. A
 * value that cannot be read, or dials that cannot be learned with, are reported and change nothing; a
 * record without a value gives the dial back to the configuration.
 *
 * <p>Told by one thread, asked by any.
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
     * The dials of the configuration.
     *
     * @param student name of the student
     * @param searched whether a search sets the dials, so that nobody else can
     */
    public RunningDials(String student, CandidateSettings configured, boolean searched, ControlListener listener) {
        this.configured = configured;
        this.searched = searched;
        this.listener = listener;
        this.prefix = "student/" + student + "/";
        this.current = configured.dials();
    }

    /** The dials as they stand. */
    public Dials current() {
        return current;
    }

    /**
     * Takes a record of the control topic; those that are for others are passed over.
     *
     * @param value null gives the dial back to the configuration
     */
    void accept(String key, byte[] value) {
        if (!key.startsWith(prefix)) {
            return;
        }
        Optional<Dial> dial = Dial.named(key.substring(prefix.length()));
        if (dial.isEmpty()) {
            LOG.warn("setting={} There is no such dial", key);
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
            LOG.info("dial={} value={} Dial turned", dial.get().key(), current.schedule(dial.get()));
        } catch (IllegalArgumentException e) {
            listener.refused(key);
            LOG.warn("setting={} value={} Refused, nothing changes: {}", key, text, e.getMessage());
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
