package io.alambic.teacher.records;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.alambic.v1.Header;
import io.alambic.v1.Origin;
import io.alambic.v1.PendingRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;

/**
 * A record that waits in a store.
 *
 * @param raw as it came
 * @param origin where it came from, or was produced first
 */
public record StoredRecord(Record<byte[], byte[]> raw, Origin origin) {

    /** Returns what is kept in the store. */
    public byte[] write() {
        PendingRecord.Builder pending = PendingRecord.newBuilder()
                .setValue(UnsafeByteOperations.unsafeWrap(raw.value()))
                .setOrigin(origin)
                .setTimestampMs(raw.timestamp());
        if (raw.key() != null) {
            pending.setKey(UnsafeByteOperations.unsafeWrap(raw.key()));
        }
        raw.headers().forEach(header -> {
            Header.Builder copy = Header.newBuilder().setKey(header.key());
            if (header.value() != null) {
                copy.setValue(UnsafeByteOperations.unsafeWrap(header.value()));
            }
            pending.addHeaders(copy);
        });
        return pending.build().toByteArray();
    }

    /**
     * Reads what was kept.
     *
     * @throws IllegalStateException if it is no record
     */
    public static StoredRecord read(byte[] stored) {
        PendingRecord pending = parse(stored);
        RecordHeaders headers = new RecordHeaders();
        pending.getHeadersList()
                .forEach(header -> headers.add(header.getKey(), bytes(header.hasValue(), header.getValue())));
        return new StoredRecord(
                new Record<>(
                        bytes(pending.hasKey(), pending.getKey()),
                        pending.getValue().toByteArray(),
                        pending.getTimestampMs(),
                        headers),
                pending.getOrigin());
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
