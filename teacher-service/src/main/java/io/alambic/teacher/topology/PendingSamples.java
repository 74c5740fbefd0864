package io.alambic.teacher.topology;

import io.alambic.teacher.records.StoredRecord;
import io.alambic.v1.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The sample records of one task that wait for their batch to fill. They are kept decoded. The store protects them from a
 * crash, and is read only after a restore.
 *
 * <p>The store is keyed by slot, from 0 on: the payload of a record that arrives and leaves within one commit
 * never reaches the changelog. Used by one thread.
 */
final class PendingSamples {

    static final String STORE = "pending";

    private final KeyValueStore<Integer, byte[]> store;
    private final List<SampleRecord> records = new ArrayList<>();
    private List<Unteachable> unteachable = new ArrayList<>();
    private int slots;
    private int samples;
    private long bytes;

    /**
     * A record of the store that the settings of an earlier start accepted.
     *
     * @param record as it came
     * @param origin its place
     * @param filtered samples that a filter leaves out now
     * @param refused why it is refused now; if absent, it has no samples now
     */
    record Unteachable(
            Record<byte[], byte[]> record, Origin origin, int filtered, Optional<RefusedSamplesException> refused) {}

    /**
     * Reads the content of the store.
     *
     * @throws IllegalStateException if it holds anything but records
     */
    PendingSamples(KeyValueStore<Integer, byte[]> store, SampleReader reader) {
        this.store = store;
        List<KeyValue<Integer, byte[]>> restored = new ArrayList<>();
        try (KeyValueIterator<Integer, byte[]> all = store.all()) {
            all.forEachRemaining(restored::add);
        }
        restored.sort((one, other) -> one.key.compareTo(other.key));
        for (KeyValue<Integer, byte[]> entry : restored) {
            restore(entry.value, reader);
            slots = entry.key + 1;
        }
    }

    static StoreBuilder<KeyValueStore<Integer, byte[]>> storeBuilder() {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(STORE), Serdes.Integer(), Serdes.ByteArray())
                .withCachingEnabled();
    }

    /** Returns the number of samples that wait. */
    int samples() {
        return samples;
    }

    /** Returns the bytes of the records that wait. */
    long bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return records.isEmpty();
    }

    /** Returns whether the record can join the batch of those that wait. */
    boolean accepts(SampleRecord record) {
        return records.isEmpty() || records.get(0).sameEncoding(record);
    }

    /** Adds a record. */
    void add(SampleRecord record) {
        store.put(slots++, new StoredRecord(record.raw(), record.origin()).write());
        remember(record);
    }

    private void remember(SampleRecord record) {
        records.add(record);
        samples += record.samples();
        bytes += record.bytes();
    }

    /** Returns whether a record was restored that cannot be taught. */
    boolean hasUnteachable() {
        return !unteachable.isEmpty();
    }

    /** Returns the records that were restored and cannot be taught, once. They leave the store with the others. */
    List<Unteachable> takeUnteachable() {
        List<Unteachable> taken = unteachable;
        unteachable = List.of();
        return taken;
    }

    /** Removes all records, and returns those that can be taught, in the order of their arrival. */
    List<SampleRecord> takeAll() {
        for (int slot = 0; slot < slots; slot++) {
            store.delete(slot);
        }
        slots = 0;
        List<SampleRecord> taken = new ArrayList<>(records);
        records.clear();
        samples = 0;
        bytes = 0;
        return taken;
    }

    private void restore(byte[] stored, SampleReader reader) {
        StoredRecord pending = StoredRecord.read(stored);
        Record<byte[], byte[]> raw = pending.raw();
        try {
            SampleRecord record = reader.read(raw, pending.origin());
            if (record.isEmpty()) {
                unteachable.add(new Unteachable(raw, pending.origin(), record.filtered(), Optional.empty()));
            } else {
                remember(record);
            }
        } catch (RefusedSamplesException e) {
            unteachable.add(new Unteachable(raw, pending.origin(), 0, Optional.of(e)));
        }
    }
}
