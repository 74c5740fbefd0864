package io.alambic.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaughtByTest {

    private static final TaughtBy FIRST = TaughtBy.alone("resnet", "1");
    private static final TaughtBy SECOND = TaughtBy.alone("resnet", "2");
    private static final TaughtBy MERGED = new TaughtBy("small", "1", "merge@3", 1);

    @Test
    void recordsOfTheSameVersionAddUpInOneOrder() {
        // When
        List<TaughtBy> sum = TaughtBy.sum(List.of(MERGED, SECOND, FIRST), List.of(SECOND));

        // Then
        assertThat(sum).containsExactly(FIRST, new TaughtBy("resnet", "2", "", 2), MERGED);
        assertThat(TaughtBy.sum(List.of(), sum)).isEqualTo(sum);
        assertThat(TaughtBy.sum(sum, List.of())).isEqualTo(sum);
    }

    @Test
    void versionsWithoutEndTakeNoMoreMemoryAndLoseNoRecord() {
        // Given
        List<TaughtBy> sum = List.of(new TaughtBy("often", "1", "", 1000), new TaughtBy("often", "1", "merge@1", 1000));

        // When
        for (int version = 0; version < 3 * TaughtBy.MOST; version++) {
            sum = TaughtBy.sum(
                    sum,
                    List.of(
                            TaughtBy.alone("changing", Integer.toString(version)),
                            new TaughtBy("changing", Integer.toString(version), "merge@1", 1)));
        }

        // Then
        assertThat(sum).hasSizeLessThanOrEqualTo(TaughtBy.MOST).contains(new TaughtBy("often", "1", "", 1000));
        assertThat(records(sum, true)).isEqualTo(1000 + 3 * TaughtBy.MOST);
        assertThat(records(sum, false)).isEqualTo(1000 + 3 * TaughtBy.MOST);
    }

    private static long records(List<TaughtBy> all, boolean own) {
        return new ArrayList<>(all)
                .stream()
                        .filter(one -> one.mergedBy().isEmpty() == own)
                        .mapToLong(TaughtBy::records)
                        .sum();
    }
}
