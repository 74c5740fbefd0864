package io.alambic.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.network.Selectable;

/**
 * The largest record that Alambic sends, and every Kafka setting that depends on it. A batch of feature maps
 * exceeds several of Kafka's defaults of about 1 MB, so these settings are made together here.
 *
 * @param maxRecordBytes largest record, in bytes
 */
public record RecordLimits(int maxRecordBytes) {

    public static final RecordLimits DEFAULT = new RecordLimits(16 << 20);

    /** Reserve for the header of the record batch and the headers of the record. */
    private static final int OVERHEAD = 64 << 10;

    /**
     * Fetch limit of one partition. Small, because prefetched data lives long enough to burden the garbage
     * collector.
     */
    private static final int FETCH_BYTES = 1 << 20;

    private static final int PARTITIONS_A_FETCH = 4;

    /**
     * Lets the operating system size the socket buffer of each connection. Kafka's defaults, 64 and 128 KiB,
     * split a large record into many parts, and limit the data in flight to a distant broker.
     */
    private static final int AS_THE_SYSTEM_SIZES_IT = Selectable.USE_DEFAULT_BUFFER_SIZE;

    private static final int MIN_RECORD_BYTES = 1 << 20;
    private static final int MAX_RECORD_BYTES = 512 << 20;

    /** For who takes records of any size. */
    public static final RecordLimits LARGEST = new RecordLimits(MAX_RECORD_BYTES);

    public RecordLimits {
        if (maxRecordBytes < MIN_RECORD_BYTES || maxRecordBytes > MAX_RECORD_BYTES) {
            throw new IllegalArgumentException("max record size must be from %d to %d bytes, but is %d"
                    .formatted(MIN_RECORD_BYTES, MAX_RECORD_BYTES, maxRecordBytes));
        }
    }

    /** Returns the settings of a broker that accepts and replicates such records. */
    public Map<String, String> broker() {
        return Map.of(
                "message.max.bytes", text(maxRecordBytes + OVERHEAD),
                "replica.fetch.max.bytes", text(maxRecordBytes + OVERHEAD),
                "socket.request.max.bytes", text(2 * maxRecordBytes + OVERHEAD));
    }

    /** Returns the settings of a topic that holds such records. */
    public Map<String, String> topic() {
        return Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, text(maxRecordBytes + OVERHEAD));
    }

    /** Returns the settings of a producer that sends such records. */
    public Map<String, String> producer() {
        return Map.of(
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG, text(maxRecordBytes + OVERHEAD),
                ProducerConfig.BUFFER_MEMORY_CONFIG, text(4L * maxRecordBytes),
                ProducerConfig.SEND_BUFFER_CONFIG, text(AS_THE_SYSTEM_SIZES_IT));
    }

    /**
     * Returns the settings of a consumer, independent of the largest record: it prefetches little, and receives
     * a larger record alone (KIP-74).
     */
    public static Map<String, String> consumer() {
        return Map.of(
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, text(FETCH_BYTES),
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG, text(PARTITIONS_A_FETCH * FETCH_BYTES),
                ConsumerConfig.RECEIVE_BUFFER_CONFIG, text(AS_THE_SYSTEM_SIZES_IT));
    }

    /**
     * Returns the settings of a consumer of large records: one partition may fill the whole fetch, because each
     * fetch costs CPU time.
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
