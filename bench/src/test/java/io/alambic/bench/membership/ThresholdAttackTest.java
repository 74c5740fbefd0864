package io.alambic.bench.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThresholdAttackTest {

    @Test
    void lossesThatAreAllSmallerTellEverything() {
        assertThat(ThresholdAttack.of(new double[] {0, 1, 2}, new double[] {3, 4}))
                .isEqualTo(new ThresholdAttack(1, 1));
    }

    @Test
    void equalLossesTellNothing() {
        assertThat(ThresholdAttack.of(new double[] {1, 1}, new double[] {1, 1, 1}))
                .isEqualTo(new ThresholdAttack(0.5, 0));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theAreaIsTheShareOfPairsInOrder(long seed) {
        // Given
        SplittableRandom random = new SplittableRandom(seed);
        double[] members =
                random.ints(1 + random.nextInt(40), 0, 9).asDoubleStream().toArray();
        double[] others =
                random.ints(1 + random.nextInt(400), 0, 9).asDoubleStream().toArray();
        double pairs = 0;
        for (double member : members) {
            for (double other : others) {
                pairs += member < other ? 1 : member == other ? 0.5 : 0;
            }
        }

        // When
        ThresholdAttack attack = ThresholdAttack.of(members, others);

        // Then
        assertThat(attack.auc()).isCloseTo(pairs / members.length / others.length, within(1e-9));
        assertThat(attack.tpr()).isBetween(0.0, 1.0);
    }
}
