package io.alambic.teacher.control;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** The control table, in memory. */
final class Settings implements ReadOnlyKeyValueStore<String, byte[]> {

    private final Map<String, byte[]> values = new HashMap<>();

    void set(String text) {
        set(text.getBytes(StandardCharsets.UTF_8));
    }

    void set(byte[] value) {
        values.put(ControlSetting.TEACHING_RATE, value);
    }

    void remove() {
        values.remove(ControlSetting.TEACHING_RATE);
    }

    @Override
    public byte[] get(String key) {
        return values.get(key);
    }

    @Override
    public KeyValueIterator<String, byte[]> range(String from, String to) {
        throw new UnsupportedOperationException("range");
    }

    @Override
    public KeyValueIterator<String, byte[]> all() {
        throw new UnsupportedOperationException("all");
    }

    @Override
    public long approximateNumEntries() {
        return values.size();
    }
}
