package io.alambic.teacher.merge;

import io.alambic.teacher.records.PlacedValue;
import io.alambic.teacher.records.ValidTimestamps;
import java.util.List;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;

/**
 * The topology of a merge.
 *
 * <pre>
 *   answers ─▶ merge ─▶ knowledge
 *                │  (waiting answers, closed samples, teachers)
 *                └────▶ dead-letters
 * </pre>
 *
 * <p>All answers to the samples of one partition come from one partition. Under exactly-once processing, offsets, stores, knowledge and
 * dead letters commit in one transaction. Whenever the process ends, each answer has met exactly one fate, waits, or is read again.
 */
public final class MergeTopology {

    static final String ANSWERS = "answers";
    static final String MERGE = "merge";
    static final String KNOWLEDGE = "knowledge";
    static final String DEAD_LETTERS = "dead-letters";

    private MergeTopology() {}

    /** Returns the names of the topics that Kafka Streams keeps the stores in. */
    public static List<String> changelogs(String applicationId) {
        return List.of(WaitingAnswers.STORE, ClosedSamples.STORE, TeacherStandings.STORE).stream()
                .map(store -> "%s-%s-changelog".formatted(applicationId, store))
                .toList();
    }

    /**
     * Builds the topology; this starts nothing.
     *
     * @param listener notified of every answer's fate, by several threads
     */
    public static Topology build(MergeSettings settings, MergeListener listener) {
        ByteArraySerializer bytes = new ByteArraySerializer();
        return new Topology()
                .addSource(
                        AutoOffsetReset.earliest(),
                        ANSWERS,
                        new ValidTimestamps(),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        settings.answers())
                .addProcessor(MERGE, () -> new MergeStep(settings, listener), ANSWERS)
                .addStateStore(WaitingAnswers.storeBuilder(), MERGE)
                .addStateStore(ClosedSamples.storeBuilder(), MERGE)
                .addStateStore(TeacherStandings.storeBuilder(), MERGE)
                .addSink(
                        KNOWLEDGE,
                        settings.topics().knowledge(),
                        bytes,
                        PlacedValue.serializer(),
                        PlacedValue.partitioner(),
                        MERGE)
                .addSink(DEAD_LETTERS, settings.topics().deadLetters(), bytes, bytes, MERGE);
    }
}
