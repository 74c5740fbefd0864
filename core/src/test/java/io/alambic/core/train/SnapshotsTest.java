package io.alambic.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.zoo.Mlp;
import io.alambic.core.zoo.ZooArchitecture;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SnapshotsTest {

    private static final String WEIGHT = "logits.weight";
    private static final Mlp STUDENT = new Mlp(new ZooArchitecture.Input("image", List.of(2, 2)), List.of(), 3);

    private final NDManager manager = NDManager.newBaseManager();
    private final TrainableNetwork trained = STUDENT.newNetwork(manager, 1);
    private final Snapshots snapshots = new Snapshots(STUDENT, manager, 1);

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void theMemoryOfAClosedCopyTakesTheNext() {
        // Given
        NDArray memory;
        try (TrainableNetwork first = snapshots.copy(trained.snapshot())) {
            memory = first.snapshot().get(WEIGHT);
        }
        trained.learned().get(WEIGHT).muli(2);

        // When
        try (TrainableNetwork second = snapshots.copy(trained.snapshot())) {
            // Then
            assertThat(second.snapshot().get(WEIGHT)).isSameAs(memory);
            assertThat(weight(second)).isEqualTo(weight(trained));
        }
    }

    @Test
    void aCopyThatIsOpenStaysAsItIs() {
        // Given
        try (TrainableNetwork open = snapshots.copy(trained.snapshot())) {
            float[] before = weight(open);

            // When
            trained.learned().get(WEIGHT).muli(2);
            snapshots.copy(trained.snapshot()).close();
            snapshots.copy(trained.snapshot()).close();

            // Then
            assertThat(weight(open)).isEqualTo(before).isNotEqualTo(weight(trained));
        }
    }

    @Test
    void noMoreThanTheSparesKeepTheirMemory() {
        // Given
        TrainableNetwork one = snapshots.copy(trained.snapshot());
        TrainableNetwork other = snapshots.copy(trained.snapshot());
        NDArray kept = one.snapshot().get(WEIGHT);
        NDArray freed = other.snapshot().get(WEIGHT);

        // When: the second is closed twice, which counts once
        one.close();
        other.close();
        other.close();

        // Then
        assertThat(kept.toFloatArray()).isEqualTo(weight(trained));
        assertThatThrownBy(freed::toFloatArray).isInstanceOf(IllegalStateException.class);
    }

    private static float[] weight(TrainableNetwork network) {
        return network.snapshot().get(WEIGHT).toFloatArray();
    }
}
