package io.alambic.core.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Builds settings from several values and collects what is invalid, so that one start reports all of it. A setting that is
 * made of invalid ones is not reported again.
 */
public final class SettingsCheck {

    private final String prefix;
    private final List<String> sentences = new ArrayList<>();

    /** A setting cannot be built because of one that has been reported. */
    private static final class ReportedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * Creates a check that has found nothing yet.
     *
     * @param prefix of all keys
     */
    public SettingsCheck(String prefix) {
        this.prefix = prefix;
    }

    /** Builds a setting now. The result of an invalid setting can be used only to build other settings. */
    public <T> Supplier<T> check(Supplier<T> setting) {
        try {
            T value = setting.get();
            return () -> value;
        } catch (InvalidSettingException e) {
            sentences.add(e.getMessage());
        } catch (ReportedException e) {
            // the invalid part is in the list
        }
        return () -> {
            throw new ReportedException();
        };
    }

    /** Builds a setting that checks its own values; the key is put before the sentence of a refusal. */
    public <T> Supplier<T> about(String name, Supplier<T> setting) {
        return check(() -> Values.about(name.isEmpty() ? prefix : prefix + "." + name, setting));
    }

    /**
     * Returns settings that are valid as a whole.
     *
     * @throws InvalidSettingException with one line for each invalid setting
     */
    public <T> T require(Supplier<T> settings) {
        if (!sentences.isEmpty()) {
            throw new InvalidSettingException(String.join("\n", sentences), null);
        }
        return settings.get();
    }
}
