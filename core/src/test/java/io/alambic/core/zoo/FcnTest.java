package io.alambic.core.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.data.TargetData;
import io.alambic.core.model.Signature;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.task.Tasks;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.TensorType;
import io.alambic.core.train.Candidate;
import io.alambic.core.train.StepReport;
import io.alambic.core.train.SupervisedTraining;
import io.alambic.core.zoo.ZooArchitecture.Input;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FcnTest {

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void thereAreLogitsAtEveryPlaceOfAnImageOrASeries() {
        for (List<Integer> shape : List.of(List.of(2, 9, 7), List.of(2, 12))) {
            // Given
            Fcn architecture = new Fcn(new Input("places", shape), List.of(3, 4), 5);
            long[] places = shape.stream().skip(1).mapToLong(Integer::longValue).toArray();
            long[] batch = shape.stream().mapToLong(Integer::longValue).toArray();

            // When
            try (TrainableNetwork network = architecture.newNetwork(manager, 1)) {
                Map<String, NDArray> outputs =
                        network.forward(Map.of("places", manager.ones(new Shape(2).addAll(new Shape(batch)))));

                // Then
                assertThat(outputs.keySet()).containsExactlyInAnyOrder(Signature.LOGITS, "block1", "block2");
                assertThat(outputs.get(Signature.LOGITS).getShape())
                        .isEqualTo(new Shape(2, 5).addAll(new Shape(places)));
                assertThat(outputs.get("block2").getShape()).isEqualTo(new Shape(2, 4).addAll(new Shape(places)));
                assertThat(Zoo.parse(architecture.fingerprint())).isEqualTo(architecture);
            }
        }
        assertThatThrownBy(() -> new Fcn(new Input("x", List.of(3)), List.of(3), 2))
                .hasMessageContaining("input must be channels x length or channels x height x width, but is [3]");
    }

    @Test
    void itLearnsTheClassOfEachPlaceFromLabels() {
        // Given
        int samples = 64;
        int length = 16;
        SplittableRandom random = new SplittableRandom(1);
        ByteBuffer series = ByteBuffer.allocate(samples * length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer above = ByteBuffer.allocate(samples * length);
        for (int i = 0; i < samples * length; i++) {
            float number = (float) random.nextDouble(-1, 1);
            series.putFloat(number);
            above.put((byte) (number > 0 ? 1 : 0));
        }
        TargetData data = new TargetData(
                new EncodedTensor("x", TensorType.FP32, new Shape(samples, 1, length), series.flip(), null),
                new EncodedTensor("y", TensorType.UINT8, new Shape(samples, length), above.flip(), null));
        SupervisedTraining training =
                new SupervisedTraining(Tasks.named("dense"), new SupervisedTraining.Settings(16, 8, 0.02f, 1), manager);
        List<StepReport> steps = new ArrayList<>();

        // When
        try (Candidate trained =
                training.train(new Fcn(new Input("x", List.of(1, length)), List.of(8), 2), data, steps::add)) {

            // Then
            assertThat(steps.get(steps.size() - 1).total())
                    .as("cross-entropy, mean over places")
                    .isLessThan(steps.get(0).total() / 2);
            assertThat(trained.network().parameterCount()).hasValue(8 * 5 + 8 + 2 * 8 + 2);
        }
    }
}
