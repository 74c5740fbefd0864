package io.alambic.teacher.privacy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.alambic.core.privacy.PrivateVoting;
import io.alambic.teacher.records.PlacedValue;
import io.alambic.v1.Knowledge;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;

/**
 * The way of votes to the knowledge topic.
 *
 * <pre>
 *   votes ─▶ [votes-repartition] ─▶ draw ─▶ [drawn-repartition] ─▶ release ─▶ knowledge
 *             one partition       (privacy)    one partition
 * </pre>
 *
 * <p>An answer and what it cost commit in one transaction, before anything of it is on the knowledge topic. A process that ends before
 * that draws anew, and its first draw lies, aborted, on an inner topic, where readers of the knowledge topic, also those that read what
 * is not committed, cannot see it. Releasing draws nothing: repeated, it writes the same.
 */
public final class PrivateRelease {

    private static final String VOTES = "votes";
    private static final String DRAW = "draw";
    private static final String DRAWN = "drawn";
    private static final String RELEASE = "release";
    private static final byte NO_KEY = 0;
    private static final byte KEY = 1;

    private PrivateRelease() {}

    /**
     * Adds the steps to a topology.
     *
     * @param votes knowledge of one sample each, whose logits are the numbers of votes
     * @param random cryptographically secure, unless in a test
     */
    public static void add(
            StreamsBuilder builder,
            KStream<byte[], byte[]> votes,
            PrivateVoting voting,
            RandomGenerator random,
            PrivacyListener listener,
            String knowledgeTopic) {
        builder.addStateStore(AccountStore.storeBuilder());
        votes.selectKey((key, value) -> marked(key), Named.as("mark-key"))
                .repartition(onePartition(VOTES))
                .process(() -> new VoteStep(voting, random, listener), Named.as(DRAW), AccountStore.STORE)
                .repartition(onePartition(DRAWN))
                .map((key, value) -> KeyValue.pair(unmarked(key), placed(value)), Named.as(RELEASE))
                .to(
                        knowledgeTopic,
                        Produced.<byte[], PlacedValue>as("knowledge-sink")
                                .withKeySerde(Serdes.ByteArray())
                                .withValueSerde(Serdes.serdeFrom(PlacedValue.serializer(), (topic, data) -> {
                                    throw new UnsupportedOperationException("is only written");
                                }))
                                .withStreamPartitioner(PlacedValue.partitioner()));
    }

    private static Repartitioned<byte[], byte[]> onePartition(String name) {
        Serde<byte[]> bytes = Serdes.ByteArray();
        return Repartitioned.<byte[], byte[]>as(name)
                .withKeySerde(bytes)
                .withValueSerde(bytes)
                .withNumberOfPartitions(1);
    }

    /** Repartitioning drops records without a key. */
    private static byte[] marked(byte[] key) {
        if (key == null) {
            return new byte[] {NO_KEY};
        }
        byte[] marked = new byte[key.length + 1];
        marked[0] = KEY;
        System.arraycopy(key, 0, marked, 1, key.length);
        return marked;
    }

    private static byte[] unmarked(byte[] marked) {
        return marked[0] == NO_KEY ? null : Arrays.copyOfRange(marked, 1, marked.length);
    }

    private static PlacedValue placed(byte[] knowledge) {
        try {
            return new PlacedValue(
                    knowledge, Knowledge.parseFrom(knowledge).getOrigin().getPartition());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the topic of answers drawn holds what is no answer: " + e.getMessage(), e);
        }
    }
}
