package io.alambic.teacher.topology;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.alambic.v1.Header;
import io.alambic.v1.Origin;
import io.alambic.v1.PendingRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
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
        store.put(slots++, write(record));
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

    private static byte[] write(SampleRecord record) {
        PendingRecord.Builder pending = PendingRecord.newBuilder()
                .setValue(UnsafeByteOperations.unsafeWrap(record.raw().value()))
                .setOrigin(record.origin())
                .setTimestampMs(record.raw().timestamp());
        if (record.raw().key() != null) {
            pending.setKey(UnsafeByteOperations.unsafeWrap(record.raw().key()));
        }
        record.raw().headers().forEach(header -> {
            Header.Builder copy = Header.newBuilder().setKey(header.key());
            if (header.value() != null) {
                copy.setValue(UnsafeByteOperations.unsafeWrap(header.value()));
            }
            pending.addHeaders(copy);
        });
        return pending.build().toByteArray();
    }

    private void restore(byte[] stored, SampleReader reader) {
        PendingRecord pending = parse(stored);
        RecordHeaders headers = new RecordHeaders();
        pending.getHeadersList()
                .forEach(header -> headers.add(header.getKey(), bytes(header.hasValue(), header.getValue())));
        Record<byte[], byte[]> raw = new Record<>(
                bytes(pending.hasKey(), pending.getKey()),
                pending.getValue().toByteArray(),
                pending.getTimestampMs(),
                headers);
        try {
            SampleRecord record = reader.read(raw, pending.getOrigin());
            if (record.isEmpty()) {
                unteachable.add(new Unteachable(raw, pending.getOrigin(), record.filtered(), Optional.empty()));
            } else {
                remember(record);
            }
        } catch (RefusedSamplesException e) {
            unteachable.add(new Unteachable(raw, pending.getOrigin(), 0, Optional.of(e)));
        }
    }

    private static PendingRecord parse(byte[] stored) {
        try {
            return PendingRecord.parseFrom(stored);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the pending store holds what is no record: " + e.getMessage(), e);
        }
    }

    private static byte[] bytes(boolean present, ByteString value) {
        return present ? value.toByteArray() : null;
    }
}
