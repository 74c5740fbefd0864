package io.alambic.teacher.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TeachingRateTest {

    private static final int RECORDS = 100_000;

    @ParameterizedTest
    @ValueSource(doubles = {-0.001, 1.001, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesWhatIsNoShare(double value) {
        assertThatThrownBy(() -> new TeachingRate(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("teaching rate must be from 0 to 1, but is " + value);
    }

    @Test
    void zeroTeachesNoneAndOneTeachesAll() {
        // Given
        TeachingRate none = new TeachingRate(0);
        TeachingRate all = new TeachingRate(1);

        // When
        long taughtByNone = taught(none, 0);
        long taughtByAll = taught(all, 0);

        // Then
        assertThat(taughtByNone).isZero();
        assertThat(taughtByAll).isEqualTo(RECORDS);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.2, 0.5, 0.99})
    void theShareIsTheRateOnEveryPartition(double value) {
        for (int partition = 0; partition < 4; partition++) {
            // Given
            TeachingRate rate = new TeachingRate(value);

            // When
            double share = (double) taught(rate, partition) / RECORDS;

            // Then
            assertThat(share).isCloseTo(value, within(0.01));
        }
    }

    @Test
    void aHigherRateTeachesAllThatALowerOneDoes() {
        // Given
        TeachingRate low = new TeachingRate(0.2);
        TeachingRate high = new TeachingRate(0.5);

        // When
        long onlyByLow = LongStream.range(0, RECORDS)
                .filter(offset -> low.teaches(3, offset) && !high.teaches(3, offset))
                .count();

        // Then
        assertThat(onlyByLow).isZero();
    }

    @Test
    void partitionsDoNotChooseTheSameOffsets() {
        // Given
        TeachingRate half = new TeachingRate(0.5);

        // When
        double both = (double) LongStream.range(0, RECORDS)
                        .filter(offset -> half.teaches(0, offset) && half.teaches(1, offset))
                        .count()
                / RECORDS;

        // Then
        assertThat(both).isCloseTo(0.25, within(0.01));
    }

    /** The student's rule for samples without an identity, as student-service has it. */
    @Test
    void theChoiceIsIndependentOfWhatTheStudentHoldsOut() {
        // Given
        TeachingRate rate = new TeachingRate(0.1);
        double holdout = 0.05;

        // When
        long taught = 0;
        long heldOut = 0;
        for (long offset = 0; offset < RECORDS; offset++) {
            if (rate.teaches(1, offset)) {
                taught++;
                heldOut += studentHoldsOut("alambic.samples", 1, offset, holdout) ? 1 : 0;
            }
        }

        // Then
        assertThat((double) heldOut / taught).isCloseTo(holdout, within(0.01));
    }

    private static boolean studentHoldsOut(String topic, int partition, long offset, double share) {
        long golden = 0x9e3779b97f4a7c15L;
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < topic.length(); i++) {
            hash = (hash ^ topic.charAt(i)) * 0x100000001b3L;
        }
        hash = mix(hash + golden * partition);
        hash = mix(hash + golden * offset);
        return (mix(hash) >>> 11) * 0x1p-53 < share;
    }

    private static long mix(long hash) {
        long mixed = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }

    private static long taught(TeachingRate rate, int partition) {
        return LongStream.range(0, RECORDS)
                .filter(offset -> rate.teaches(partition, offset))
                .count();
    }
}
