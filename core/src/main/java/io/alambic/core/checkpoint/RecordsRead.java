package io.alambic.core.checkpoint;

import io.alambic.core.digest.HashBits;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Proves which records of one partition of the knowledge topic were read. The same records in the same order give the same
 * digest. A record that is lost, repeated, changed or moved gives another.
 *
 * <p>With {@code h_i = mix(offset_i, CRC-32C of the value_i)}, the digest of n records is
 * {@code Σ h_i · P^(n-i)} modulo 2^64, so that stretches can be joined: {@link #then} is associative.
 * The digest detects errors; it is no protection against forgery.
 *
 * @param from offset of the first record; 0 if there is none
 * @param records number of records
 * @param digest of them, in order
 * @param missed offsets that Kafka had deleted before they were read
 */
public record RecordsRead(long from, long records, long digest, long missed) {

    /** Odd, and 3 modulo 4, so that exchanging two records loses as few bits as can be. */
    private static final long P = 0x9e3779b97f4a7c17L;

    /** One record. The value's position stays; null is a record without a value. */
    public static RecordsRead of(long offset, ByteBuffer value) {
        CRC32C checksum = new CRC32C();
        if (value != null) {
            checksum.update(value.duplicate());
        }
        return new RecordsRead(
                offset,
                1,
                HashBits.mix(HashBits.mix(offset + HashBits.GOLDEN) + HashBits.GOLDEN * checksum.getValue()),
                0);
    }

    /** A gap of that many offsets. */
    public static RecordsRead gap(long missed) {
        return new RecordsRead(0, 0, 0, missed);
    }

    /** Joins this with what was read after it. */
    public RecordsRead then(RecordsRead next) {
        return new RecordsRead(
                records == 0 ? next.from : from,
                records + next.records,
                digest * power(next.records) + next.digest,
                missed + next.missed);
    }

    /** P to the n, modulo 2^64. */
    private static long power(long n) {
        long result = 1;
        long square = P;
        for (long bits = n; bits > 0; bits >>= 1) {
            if ((bits & 1) == 1) {
                result *= square;
            }
            square *= square;
        }
        return result;
    }
}
