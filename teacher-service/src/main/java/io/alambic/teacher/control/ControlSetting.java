package io.alambic.teacher.control;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.DoubleFunction;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a share from the control topic: the setting's name as key, and as value a decimal number as text. Without a value, the
 * configured share holds. An invalid value is logged once and changes nothing. Used by one thread.
 *
 * @param <T> what the number is a share of
 */
public final class ControlSetting<T> {

    /** Key of the share of the records that is taught. */
    public static final String TEACHING_RATE = "teaching-rate";

    /** Key of the share of the keys whose records are taught. */
    public static final String TEACHING_KEY = "teaching-key";

    private static final Logger LOG = LoggerFactory.getLogger(ControlSetting.class);

    private final ReadOnlyKeyValueStore<String, byte[]> settings;
    private final String name;
    private final T configured;
    private final DoubleFunction<T> share;
    private byte[] seen;
    private T current;

    /**
     * A setting.
     *
     * @param settings all settings by name
     * @param configured the share until the control topic says otherwise
     * @param share makes it of a number, or refuses that with an {@link IllegalArgumentException}
     */
    public ControlSetting(
            ReadOnlyKeyValueStore<String, byte[]> settings, String name, T configured, DoubleFunction<T> share) {
        this.settings = settings;
        this.name = name;
        this.configured = configured;
        this.share = share;
        this.current = configured;
    }

    /** Returns the current share. */
    public T current() {
        byte[] value = settings.get(name);
        if (!Arrays.equals(value, seen)) {
            seen = value;
            current = read(value);
            LOG.info("setting={} now={} The control topic was read", name, current);
        }
        return current;
    }

    private T read(byte[] value) {
        if (value == null) {
            return configured;
        }
        String text = new String(value, StandardCharsets.UTF_8).strip();
        try {
            return share.apply(Double.parseDouble(text));
        } catch (IllegalArgumentException e) {
            LOG.warn("setting={} Expected a number from 0 to 1 on the control topic, but got '{}'", name, text);
            return current;
        }
    }
}
