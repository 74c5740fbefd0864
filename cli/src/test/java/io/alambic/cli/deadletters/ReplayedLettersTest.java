package io.alambic.cli.deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

class ReplayedLettersTest {

    private static final int OFFSETS = 200;

    @Property(tries = 300)
    void knowsWhatWasReplayedThroughEveryCommit(
            @ForAll @Size(max = 40) List<@IntRange(max = OFFSETS - 8) Integer> starts,
            @ForAll @IntRange(max = 20) int beginning) {
        // Given
        BitSet expected = new BitSet();
        expected.set(0, beginning);
        ReplayedLetters letters = new ReplayedLetters(beginning);

        // When
        for (int start : starts) {
            int from = Math.max(beginning, start);
            int to = from + 1 + start % 7;
            expected.set(from, to);
            letters.add(from, to);
            letters = ReplayedLetters.of(letters.commit(), beginning);
        }

        // Then
        for (int offset = 0; offset < OFFSETS; offset++) {
            assertThat(letters.contains(offset)).as("offset %d", offset).isEqualTo(expected.get(offset));
        }
        assertThat(letters.next()).isEqualTo(expected.nextClearBit(0));
    }

    @Test
    void whatIsReplayedInOrderNeedsNoMetadata() {
        // Given
        ReplayedLetters letters = new ReplayedLetters(5);

        // When
        letters.add(5, 6);
        letters.add(6, 9);

        // Then
        assertThat(letters.commit()).isEqualTo(new OffsetAndMetadata(9, ""));
    }

    @Test
    void lettersThatTheTopicHasNoLongerAreDealtWith() {
        // Given
        ReplayedLetters letters = new ReplayedLetters(0);
        letters.add(3, 5);

        // Then
        assertThat(ReplayedLetters.of(letters.commit(), 4).next()).isEqualTo(5);
    }

    @Test
    void everySecondOfAMillionLettersFitsAndScatteredOnesDoUpToSomeThousand() {
        // Given
        ReplayedLetters regular = new ReplayedLetters(0);
        ReplayedLetters scattered = new ReplayedLetters(0);
        SplittableRandom random = new SplittableRandom(1);

        // When
        for (int offset = 1; offset < 1_000_000; offset += 2) {
            regular.add(offset, offset + 1);
        }
        for (int offset = 1; offset < 6_000; offset++) {
            if (random.nextBoolean()) {
                scattered.add(offset, offset + 1);
            }
        }

        // Then
        assertThat(regular.fits()).isTrue();
        assertThat(scattered.fits()).isTrue();
    }

    @Test
    void offsetsOfAnotherGroupAreRefused() {
        assertThatThrownBy(() -> ReplayedLetters.of(new OffsetAndMetadata(3, "any text"), 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
