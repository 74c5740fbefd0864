package io.alambic.teacher.merge;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Remembers which samples were merged, so that an answer that comes later does not teach them again: one bit for each record of a
 * partition, in blocks; where a record was merged in part, one for each of its samples. What lies further back than {@link #REMEMBERED}
 * records behind the newest of its partition counts as merged. Used by one thread.
 */
final class ClosedSamples {

    static final String STORE = "closed";

    /** Offsets of a partition that are remembered: 2 MiB of bits. */
    static final long REMEMBERED = 1L << 24;

    private static final int BLOCK = 1 << 13;

    private final KeyValueStore<String, byte[]> store;
    private final Map<String, Long> newest = new HashMap<>();

    ClosedSamples(KeyValueStore<String, byte[]> store) {
        this.store = store;
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            all.forEachRemaining(entry -> remember(entry.key));
        }
    }

    static StoreBuilder<KeyValueStore<String, byte[]>> storeBuilder() {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(STORE), Serdes.String(), Serdes.ByteArray())
                .withCachingEnabled();
    }

    private void remember(String key) {
        String[] parts = key.split("@", 2);
        newest.merge(parts[0], Long.parseLong(parts[1].substring(0, Long.BYTES * 2), Long.BYTES * 2), Math::max);
    }

    /** Returns whether all samples of the record are merged, whichever it has. */
    boolean isClosed(SampleGroup group) {
        long block = group.offset() / BLOCK;
        long behind = newest.getOrDefault(group.stream(), block) - block;
        return behind * BLOCK >= REMEMBERED || bits(key(group.stream(), block)).get(bit(group));
    }

    /** Returns the samples that are merged of a record that is not closed. */
    BitSet closed(SampleGroup group) {
        return bits(partKey(group));
    }

    /** Closes a record. */
    void close(SampleGroup group) {
        long block = group.offset() / BLOCK;
        set(key(group.stream(), block), bit(group));
        store.delete(partKey(group));
        forget(group.stream(), block);
    }

    /** Closes some samples of a record. */
    void close(SampleGroup group, BitSet samples) {
        BitSet all = closed(group);
        all.or(samples);
        store.put(partKey(group), all.toByteArray());
        forget(group.stream(), group.offset() / BLOCK);
    }

    private void set(String key, int bit) {
        BitSet bits = bits(key);
        bits.set(bit);
        store.put(key, bits.toByteArray());
    }

    private void forget(String stream, long block) {
        Long before = newest.put(stream, Math.max(block, newest.getOrDefault(stream, block)));
        if (before == null || before >= block) {
            return;
        }
        long oldest = block - REMEMBERED / BLOCK;
        if (oldest > 0) {
            try (KeyValueIterator<String, byte[]> old = store.range(key(stream, 0), key(stream, oldest))) {
                old.forEachRemaining(entry -> store.delete(entry.key));
            }
        }
    }

    private BitSet bits(String key) {
        byte[] stored = store.get(key);
        return stored == null ? new BitSet() : BitSet.valueOf(stored);
    }

    private static int bit(SampleGroup group) {
        return (int) (group.offset() % BLOCK);
    }

    /** Sorts by block. */
    private static String key(String stream, long block) {
        return "%s@%016x".formatted(stream, block);
    }

    private static String partKey(SampleGroup group) {
        return "%s@%d".formatted(key(group.stream(), group.offset() / BLOCK), group.offset());
    }
}
