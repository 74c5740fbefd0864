package io.alambic.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RecordsReadTest {

    @Property
    void stretchesThatAreReadOneAfterTheOtherJoinToTheWhole(
            @ForAll @Size(min = 2, max = 40) List<byte[]> values, @ForAll int at) {
        // Given
        List<RecordsRead> records = records(values);
        int cut = 1 + Math.floorMod(at, records.size() - 1);

        // When
        RecordsRead joined = read(records.subList(0, cut)).then(read(records.subList(cut, records.size())));

        // Then
        assertThat(joined).isEqualTo(read(records));
        assertThat(joined.records()).isEqualTo(values.size());
        assertThat(joined.from()).isEqualTo(FIRST);
    }

    @Property
    void aLostRecordChangesTheDigest(@ForAll @Size(min = 2, max = 40) List<byte[]> values, @ForAll int at) {
        // Given
        List<RecordsRead> records = records(values);
        List<RecordsRead> fewer = new ArrayList<>(records);

        // When
        fewer.remove(Math.floorMod(at, fewer.size()));

        // Then
        assertThat(read(fewer).digest()).isNotEqualTo(read(records).digest());
    }

    @Property
    void aDoubledRecordChangesTheDigest(
            @ForAll @Size(min = 1, max = 40) List<byte[]> values, @ForAll int from, @ForAll int to) {
        // Given
        List<RecordsRead> records = records(values);
        List<RecordsRead> more = new ArrayList<>(records);

        // When
        more.add(Math.floorMod(to, more.size() + 1), records.get(Math.floorMod(from, records.size())));

        // Then
        assertThat(read(more).digest()).isNotEqualTo(read(records).digest());
    }

    @Property
    void theOrderChangesTheDigest(
            @ForAll @Size(min = 2, max = 40) List<byte[]> values, @ForAll int first, @ForAll int second) {
        // Given
        List<RecordsRead> records = records(values);
        int a = Math.floorMod(first, records.size());
        int b = Math.floorMod(second, records.size());
        Assume.that(a != b);
        List<RecordsRead> exchanged = new ArrayList<>(records);

        // When
        Collections.swap(exchanged, a, b);

        // Then
        assertThat(read(exchanged).digest()).isNotEqualTo(read(records).digest());
    }

    @Property
    void everyBitOfAValueCounts(
            @ForAll @Size(min = 1, max = 64) byte[] value, @ForAll int at, @ForAll @IntRange(max = 7) int bit) {
        // Given
        byte[] changed = value.clone();

        // When
        changed[Math.floorMod(at, value.length)] ^= (byte) (1 << bit);

        // Then
        assertThat(one(0, changed).digest()).isNotEqualTo(one(0, value).digest());
    }

    @Test
    void theSameValueElsewhereIsAnotherRecord() {
        assertThat(one(1, new byte[3]).digest())
                .isNotEqualTo(one(2, new byte[3]).digest());
    }

    @Test
    void aGapIsCountedAndChangesNoDigest() {
        // Given
        RecordsRead before = one(0, new byte[] {1});
        RecordsRead after = one(9, new byte[] {2});

        // When
        RecordsRead read = before.then(RecordsRead.gap(8)).then(after);

        // Then
        assertThat(read.missed()).isEqualTo(8);
        assertThat(read.digest()).isEqualTo(before.then(after).digest());
        assertThat(RecordsRead.gap(8).then(after).from()).isEqualTo(9);
    }

    @Test
    void readingAValueLeavesItsPosition() {
        // Given
        ByteBuffer value = ByteBuffer.wrap(new byte[] {1, 2, 3});

        // When
        RecordsRead.of(0, value);

        // Then
        assertThat(value.remaining()).isEqualTo(3);
    }

    private static final long FIRST = 5;

    private static List<RecordsRead> records(List<byte[]> values) {
        List<RecordsRead> records = new ArrayList<>();
        for (byte[] value : values) {
            records.add(one(FIRST + records.size(), value));
        }
        return records;
    }

    private static RecordsRead one(long offset, byte[] value) {
        return RecordsRead.of(offset, ByteBuffer.wrap(value));
    }

    private static RecordsRead read(List<RecordsRead> records) {
        return records.stream().reduce(RecordsRead::then).orElse(RecordsRead.gap(0));
    }
}
