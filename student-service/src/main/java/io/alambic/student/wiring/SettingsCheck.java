package io.alambic.student.wiring;

import io.alambic.core.settings.InvalidSettingException;
import io.alambic.core.settings.Values;
import java.io.Serial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads settings and collects what is invalid, so that one start reports all of it. A setting that is made of invalid
 * ones is not reported again.
 */
final class SettingsCheck {

    private final String prefix;
    private final List<String> sentences = new ArrayList<>();

    /** A setting cannot be read because of one that has been reported. */
    private static final class ReportedException extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;
    }

    /**
     * Creates a check that has found nothing yet.
     *
     * @param prefix of all keys
     */
    SettingsCheck(String prefix) {
        this.prefix = prefix;
    }

    /** Reads a setting now. The result of an invalid setting can be used only to build other settings. */
    <T> Supplier<T> check(Supplier<T> setting) {
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

    /**
     * Returns settings that are valid as a whole.
     *
     * @throws InvalidSettingException with one line for each invalid setting
     */
    <T> T require(Supplier<T> settings) {
        if (!sentences.isEmpty()) {
            throw new InvalidSettingException(String.join("\n", sentences), null);
        }
        return settings.get();
    }

    /** Splits a list at its commas; a missing or blank list has no parts. */
    static List<String> parts(Optional<String> text) {
        return text.filter(some -> !some.isBlank())
                .map(some -> Values.parts(some, ",").toList())
                .orElse(List.of());
    }

    Supplier<Integer> integer(String name, String text) {
        return check(() -> Values.integer(key(name), text));
    }

    Supplier<Long> longInteger(String name, String text) {
        return check(() -> Values.longInteger(key(name), text));
    }

    Supplier<Float> number(String name, String text) {
        return check(() -> Values.number(key(name), text));
    }

    Supplier<Double> doubleNumber(String name, String text) {
        return check(() -> Values.doubleNumber(key(name), text));
    }

    Supplier<Duration> duration(String name, String text) {
        return check(() -> Values.duration(key(name), text));
    }

    /** Builds a setting that checks its own value; the key is put before the sentence of a refusal. */
    <T> Supplier<T> about(String name, Supplier<T> setting) {
        return check(() -> Values.about(key(name), setting));
    }

    /** Returns the key of a setting; the common prefix for an empty name. */
    String key(String name) {
        return name.isEmpty() ? prefix : prefix + "." + name;
    }
}
