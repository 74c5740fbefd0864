package io.alambic.mirror;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;

/**
 * A transformation for MirrorMaker's source connector: writes into the headers of a copy where the record was produced first, as topic,
 * partition and offset. Offsets of a copy are others, and a mirror may deliver a record twice; by its origin it stays the same record.
 *
 * <p>A record that names its origin already keeps it, such as one that was mirrored before, or a dead letter that was replayed. Thread safe.
 */
public final class OriginHeaders implements Transformation<SourceRecord> {

    static final String TOPIC = "alambic.origin.topic";
    static final String PARTITION = "alambic.origin.partition";
    static final String OFFSET = "alambic.origin.offset";

    private static final List<String> HEADERS = List.of(TOPIC, PARTITION, OFFSET);

    @Override
    public SourceRecord apply(SourceRecord record) {
        Object topic = part(record.sourcePartition(), "topic");
        Object partition = part(record.sourcePartition(), "partition");
        Object offset = part(record.sourceOffset(), "offset");
        boolean isMirrored = topic != null && partition != null && offset != null;
        if (isMirrored && !namesItsOrigin(record.headers())) {
            HEADERS.forEach(record.headers()::remove);
            put(record.headers(), TOPIC, topic);
            put(record.headers(), PARTITION, partition);
            put(record.headers(), OFFSET, offset);
        }
        return record;
    }

    private static Object part(Map<String, ?> parts, String name) {
        return parts == null ? null : parts.get(name);
    }

    private static boolean namesItsOrigin(Headers headers) {
        return HEADERS.stream().allMatch(name -> headers.lastWithName(name) != null);
    }

    private static void put(Headers headers, String name, Object value) {
        headers.add(name, String.valueOf(value).getBytes(StandardCharsets.UTF_8), Schema.BYTES_SCHEMA);
    }

    @Override
    public ConfigDef config() {
        return new ConfigDef();
    }

    @Override
    public void configure(Map<String, ?> settings) {
        // it has none
    }

    @Override
    public void close() {
        // it holds nothing
    }
}
