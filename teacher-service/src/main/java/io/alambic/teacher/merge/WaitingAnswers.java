package io.alambic.teacher.merge;

import io.alambic.teacher.records.StoredRecord;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The answers of one task that wait for those of the other teachers. They are kept decoded. The store protects them from a crash, and is
 * read only after a restore; waiting begins anew then.
 *
 * <p>The store is keyed by slot, and slots are used again: an answer that comes and goes within one commit hardly reaches the changelog.
 * Used by one thread.
 */
final class WaitingAnswers {

    static final String STORE = "waiting";

    private final KeyValueStore<Integer, byte[]> store;
    private final Map<SampleGroup, Waiting> groups = new LinkedHashMap<>();
    private final BitSet slots = new BitSet();
    private final List<Integer> restored = new ArrayList<>();
    private long bytes;
    private int answers;

    /** Answers to the samples of one record, from the first on. */
    static final class Waiting {

        private final SampleGroup group;
        private final long since;
        private final List<Answer> answers = new ArrayList<>();
        private final List<Integer> slots = new ArrayList<>();

        private Waiting(SampleGroup group, long since) {
            this.group = group;
            this.since = since;
        }

        SampleGroup group() {
            return group;
        }

        /** Returns the answers in the order of their arrival. */
        List<Answer> answers() {
            return List.copyOf(answers);
        }

        /** Returns the samples that a teacher has answered. */
        BitSet answeredBy(int teacher) {
            BitSet answered = new BitSet();
            answers.stream()
                    .filter(answer -> answer.teacher() == teacher)
                    .forEach(answer -> answered.or(answer.open()));
            return answered;
        }

        /** Returns how many teachers have answered. */
        long teachers() {
            return answers.stream().mapToInt(Answer::teacher).distinct().count();
        }
    }

    /** Holds nothing at first; {@link #takeRestored} returns what the store holds from before. */
    WaitingAnswers(KeyValueStore<Integer, byte[]> store) {
        this.store = store;
        try (KeyValueIterator<Integer, byte[]> all = store.all()) {
            all.forEachRemaining(entry -> restored.add(entry.key));
        }
    }

    static StoreBuilder<KeyValueStore<Integer, byte[]>> storeBuilder() {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(STORE), Serdes.Integer(), Serdes.ByteArray())
                .withCachingEnabled();
    }

    /** Removes what the store holds from before, and returns it, once. */
    List<StoredRecord> takeRestored() {
        List<StoredRecord> records = restored.stream()
                .map(slot -> StoredRecord.read(store.delete(slot)))
                .toList();
        restored.clear();
        return records;
    }

    /** Returns the answers to the same samples. */
    Optional<Waiting> of(SampleGroup group) {
        return Optional.ofNullable(groups.get(group));
    }

    /** Adds an answer, and returns those to the same samples. */
    Waiting add(Answer answer, long now) {
        Waiting waiting = groups.computeIfAbsent(answer.group(), group -> new Waiting(group, now));
        int slot = slots.nextClearBit(0);
        slots.set(slot);
        store.put(slot, answer.stored().write());
        waiting.answers.add(answer);
        waiting.slots.add(slot);
        bytes += answer.bytes();
        answers++;
        return waiting;
    }

    void remove(Waiting waiting) {
        groups.remove(waiting.group);
        waiting.slots.forEach(slot -> {
            store.delete(slot);
            slots.clear(slot);
        });
        waiting.answers.forEach(answer -> bytes -= answer.bytes());
        answers -= waiting.answers.size();
    }

    /** Returns those that came first. */
    Optional<Waiting> oldest() {
        Iterator<Waiting> all = groups.values().iterator();
        return all.hasNext() ? Optional.of(all.next()) : Optional.empty();
    }

    /** Returns those that came first, if that was at this time or before. */
    Optional<Waiting> oldestSince(long time) {
        return oldest().filter(waiting -> waiting.since <= time);
    }

    long bytes() {
        return bytes;
    }

    int answers() {
        return answers;
    }
}
