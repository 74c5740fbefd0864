package io.alambic.cli.deadletters;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * Which letters of one partition need no replay any longer. Kept as a committed offset, before which none does, and in its metadata
 * the ranges of offsets after it. Not thread safe.
 */
final class ReplayedLetters {

    /** Brokers take 4,096 characters unless they are told otherwise. */
    private static final int MAX_METADATA = 4000;

    private long before;
    private final TreeMap<Long, Long> ranges = new TreeMap<>();

    /**
     * Creates the state of a partition of which nothing was replayed.
     *
     * @param beginning first offset of the partition
     */
    ReplayedLetters(long beginning) {
        before = beginning;
    }

    /**
     * Reads what was committed.
     *
     * @param beginning first offset of the partition, which may have moved since
     * @throws IllegalArgumentException if the metadata is not of this class
     */
    static ReplayedLetters of(OffsetAndMetadata committed, long beginning) {
        ReplayedLetters letters = new ReplayedLetters(committed.offset());
        try (InputStream inflated = new InflaterInputStream(
                new ByteArrayInputStream(Base64.getDecoder().decode(committed.metadata())))) {
            if (!committed.metadata().isEmpty()) {
                CodedInputStream in = CodedInputStream.newInstance(inflated);
                long at = committed.offset();
                while (!in.isAtEnd()) {
                    long from = at + in.readUInt64();
                    at = from + in.readUInt64();
                    letters.ranges.put(from, at);
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("the metadata is not that of a replay", e);
        }
        letters.add(0, Math.max(beginning, letters.before));
        return letters;
    }

    /** Returns whether a letter needs no replay. */
    boolean contains(long offset) {
        Map.Entry<Long, Long> range = ranges.floorEntry(offset);
        return offset < before || (range != null && offset < range.getValue());
    }

    /** Returns the first offset of which it is not known that it needs no replay. */
    long next() {
        return before;
    }

    /**
     * Adds the offsets of a range.
     *
     * @param to end of the range, exclusive
     */
    void add(long from, long to) {
        long start = from;
        long end = to;
        Map.Entry<Long, Long> touching = ranges.floorEntry(end);
        while (touching != null && touching.getValue() >= start) {
            start = Math.min(start, touching.getKey());
            end = Math.max(end, touching.getValue());
            ranges.remove(touching.getKey());
            touching = ranges.floorEntry(end);
        }
        ranges.put(start, end);
        if (start <= before) {
            before = Math.max(before, end);
            ranges.remove(start);
        }
    }

    /** Returns what is to be committed; empty metadata where nothing was replayed out of order. */
    OffsetAndMetadata commit() {
        return new OffsetAndMetadata(before, ranges.isEmpty() ? "" : metadata());
    }

    /** Returns whether so many separate ranges can be committed. */
    boolean fits() {
        return ranges.isEmpty() || metadata().length() <= MAX_METADATA;
    }

    private String metadata() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflated = new DeflaterOutputStream(bytes)) {
            CodedOutputStream out = CodedOutputStream.newInstance(deflated);
            long at = before;
            for (Map.Entry<Long, Long> range : ranges.entrySet()) {
                out.writeUInt64NoTag(range.getKey() - at);
                out.writeUInt64NoTag(range.getValue() - range.getKey());
                at = range.getValue();
            }
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
