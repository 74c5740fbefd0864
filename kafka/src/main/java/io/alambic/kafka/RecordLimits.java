package io.alambic.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.network.Selectable;

/**
 * The largest record that travels, and every Kafka setting that has to know it. A batch of feature
 * maps exceeds Kafka's defaults of about 1 MB in several places at once; they are set together here.
 *
 * @param maxRecordBytes largest record, in bytes
 */
public record RecordLimits(int maxRecordBytes) {

    public static final RecordLimits DEFAULT = new RecordLimits(16 << 20);

    /** Room for the record batch's own header and the record's headers. */
    private static final int OVERHEAD = 64 << 10;

    /** Of one partition. What is fetched ahead lives long enough to weigh on the collector, so it is little. */
    private static final int FETCH_BYTES = 1 << 20;

    private static final int PARTITIONS_A_FETCH = 4;

    /**
     * A socket's buffer as the operating system sizes it, for each connection by itself. Kafka's own, 64 and 128 KiB, take a
     * large record in many parts, and let no more than that be under way to a distant broker.
     */
    private static final int AS_THE_SYSTEM_SIZES_IT = Selectable.USE_DEFAULT_BUFFER_SIZE;

    private static final int MIN_RECORD_BYTES = 1 << 20;
    private static final int MAX_RECORD_BYTES = 512 << 20;

    public RecordLimits {
        if (maxRecordBytes < MIN_RECORD_BYTES || maxRecordBytes > MAX_RECORD_BYTES) {
            throw new IllegalArgumentException("max record size must be from %d to %d bytes, but is %d"
                    .formatted(MIN_RECORD_BYTES, MAX_RECORD_BYTES, maxRecordBytes));
        }
    }

    /** Settings of a broker that has to accept and replicate such records. */
    public Map<String, String> broker() {
        return Map.of(
                "message.max.bytes", text(maxRecordBytes + OVERHEAD),
                "replica.fetch.max.bytes", text(maxRecordBytes + OVERHEAD),
                "socket.request.max.bytes", text(2 * maxRecordBytes + OVERHEAD));
    }

    /** Settings of a topic that holds such records. */
    public Map<String, String> topic() {
        return Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, text(maxRecordBytes + OVERHEAD));
    }

    /** Settings of a producer that sends such records. */
    public Map<String, String> producer() {
        return Map.of(
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG, text(maxRecordBytes + OVERHEAD),
                ProducerConfig.BUFFER_MEMORY_CONFIG, text(4L * maxRecordBytes),
                ProducerConfig.SEND_BUFFER_CONFIG, text(AS_THE_SYSTEM_SIZES_IT));
    }

    /**
     * Settings of a consumer, whatever the largest record: it keeps little at once, and what is larger comes alone (KIP-74).
     */
    public static Map<String, String> consumer() {
        return Map.of(
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, text(FETCH_BYTES),
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG, text(PARTITIONS_A_FETCH * FETCH_BYTES),
                ConsumerConfig.RECEIVE_BUFFER_CONFIG, text(AS_THE_SYSTEM_SIZES_IT));
    }

    /**
     * The same where records are large: one partition may have all that is fetched at once, because each fetch costs
     * processor time.
     */
    public static Map<String, String> consumerOfLargeRecords() {
        Map<String, String> settings = new HashMap<>(consumer());
        settings.put(
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, settings.get(ConsumerConfig.FETCH_MAX_BYTES_CONFIG));
        return Map.copyOf(settings);
    }

    private static String text(long value) {
        return Long.toString(value);
    }
}
