package io.alambic.teacher.control;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the teaching rate from the control topic: key {@value #KEY}, value a decimal number as text.
 * Without a value, the configured rate holds. An invalid value is logged once
 * and changes nothing. Used by one thread.
 */
public final class RateSetting {

    /** Key of the setting in the control topic. */
    public static final String KEY = "teaching-rate";

    private static final Logger LOG = LoggerFactory.getLogger(RateSetting.class);

    private final ReadOnlyKeyValueStore<String, byte[]> settings;
    private final TeachingRate configured;
    private byte[] seen;
    private TeachingRate current;

    /**
     * A setting.
     *
     * @param settings all settings by name
     * @param configured the rate until the control topic says otherwise
     */
    public RateSetting(ReadOnlyKeyValueStore<String, byte[]> settings, TeachingRate configured) {
        this.settings = settings;
        this.configured = configured;
        this.current = configured;
    }

    /** Returns the current rate. */
    public TeachingRate current() {
        byte[] value = settings.get(KEY);
        if (!Arrays.equals(value, seen)) {
            seen = value;
            current = read(value);
            LOG.info("rate={} Teaching rate", current.value());
        }
        return current;
    }

    private TeachingRate read(byte[] value) {
        if (value == null) {
            return configured;
        }
        String text = new String(value, StandardCharsets.UTF_8).strip();
        try {
            return new TeachingRate(Double.parseDouble(text));
        } catch (IllegalArgumentException e) {
            LOG.warn("setting={} Expected a number from 0 to 1 on the control topic, but got '{}'", KEY, text);
            return current;
        }
    }
}
