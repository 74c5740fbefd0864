package io.alambic.teacher.merge;

import io.alambic.core.privacy.PrivateVoting;
import io.alambic.teacher.privacy.PrivacyListener;
import io.alambic.teacher.privacy.PrivateRelease;
import io.alambic.teacher.records.PlacedValue;
import io.alambic.teacher.records.ValidTimestamps;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;

/**
 * The topology of a merge.
 *
 * <pre>
 *   answers ─▶ merge ─▶ knowledge
 *                │  (waiting answers, closed samples, teachers)
 *                └────▶ dead-letters
 * </pre>
 *
 * <p>By a private rule, votes go {@link PrivateRelease another way} to the knowledge topic.
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

    /** Returns the names of the topics that Kafka Streams keeps the stores in that have a part for each partition. */
    public static List<String> changelogs(String applicationId) {
        return List.of(WaitingAnswers.STORE, ClosedSamples.STORE, TeacherStandings.STORE).stream()
                .map(store -> "%s-%s-changelog".formatted(applicationId, store))
                .toList();
    }

    /**
     * Builds the topology; this starts nothing.
     *
     * @param listener notified of every answer's fate, by several threads
     * @param privacy notified of what private votes come to, by several threads
     * @param random what private votes draw their noise with; cryptographically secure, unless in a test, and thread safe
     */
    public static Topology build(
            MergeSettings settings, MergeListener listener, PrivacyListener privacy, RandomGenerator random) {
        return settings.privacy()
                .map(voting -> privately(settings, voting, listener, privacy, random))
                .orElseGet(() -> openly(settings, listener));
    }

    private static Topology openly(MergeSettings settings, MergeListener listener) {
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

    private static Topology privately(
            MergeSettings settings,
            PrivateVoting voting,
            MergeListener listener,
            PrivacyListener privacy,
            RandomGenerator random) {
        Serde<byte[]> bytes = Serdes.ByteArray();
        StreamsBuilder builder = new StreamsBuilder();
        builder.addStateStore(WaitingAnswers.storeBuilder());
        builder.addStateStore(ClosedSamples.storeBuilder());
        builder.addStateStore(TeacherStandings.storeBuilder());
        KStream<byte[], Object> merged = builder.stream(
                        settings.answers(),
                        Consumed.with(bytes, bytes)
                                .withName(ANSWERS)
                                .withTimestampExtractor(new ValidTimestamps())
                                .withOffsetResetPolicy(AutoOffsetReset.earliest()))
                .process(
                        () -> new MergeStep(settings, listener),
                        Named.as(MERGE),
                        WaitingAnswers.STORE,
                        ClosedSamples.STORE,
                        TeacherStandings.STORE);
        KStream<byte[], byte[]> votes = merged.mapValues(value -> ((PlacedValue) value).bytes(), Named.as(KNOWLEDGE));
        PrivateRelease.add(
                builder, votes, voting, random, privacy, settings.topics().knowledge());
        merged.mapValues(byte[].class::cast, Named.as(DEAD_LETTERS))
                .to(settings.topics().deadLetters(), Produced.with(bytes, bytes));
        return builder.build();
    }
}
