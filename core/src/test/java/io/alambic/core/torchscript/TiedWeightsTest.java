package io.alambic.core.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.cost.Temperature;
import io.alambic.core.cost.TrainingBatch;
import io.alambic.core.cost.feature.MseDistance;
import io.alambic.core.cost.logits.OutputTerm;
import io.alambic.core.hyperparameters.Hyperparameters;
import io.alambic.core.model.InputSpec;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.optimizer.OptimizerChoice;
import io.alambic.core.task.Tasks;
import io.alambic.core.train.Candidate;
import io.alambic.core.train.CandidateSettings;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A module whose two layers share one weight. */
class TiedWeightsTest {

    private static final int SAMPLES = 4;
    private static final float RATE = 0.5f;
    private static final float DECAY = 0.1f;

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void countsOnceAndIsUpdatedOnce() throws IOException {
        // Given
        TorchScript module = TorchScript.read(TestModels.TIED, InputSpec.parseAll("image:FP32:8"), List.of());
        try (Candidate candidate = Candidate.fresh(settings(module), manager)) {
            TrainableNetwork network = candidate.network();
            assertThat(network.learned()).containsOnlyKeys("first.weight", "classifier.weight", "classifier.bias");
            assertThat(network.parameterCount()).hasValue(8 * 8 + 4 * 8 + 4);
            float before = network.learned().get("first.weight").getFloat(0, 0);

            // When: inputs of zeros have no gradient, so that the weight only decays
            NDArray zeros = manager.zeros(new Shape(SAMPLES, 8));
            candidate.train(new TrainingBatch(
                    SAMPLES, Map.of("image", zeros), manager.zeros(new Shape(SAMPLES, 4)), Map.of(), null));

            // Then
            float decayed = before * (1 - RATE * DECAY);
            assertThat(network.learned().get("first.weight").getFloat(0, 0)).isCloseTo(decayed, within(1e-6f));
        }
    }

    @Test
    void hasTwoNamesInTheModule() throws IOException {
        // Given
        ModuleArchive archive = ModuleArchive.read(TestModels.TIED);

        // When
        try (TrainableModule module =
                TrainableModule.read(TestModels.TIED, archive, InputSpec.parseAll("image:FP32:8"), manager)) {
            // Then
            assertThat(module.tensors()).containsKeys("first.weight", "second.weight");
            assertThat(module.snapshot()).containsKey("first.weight").doesNotContainKey("second.weight");
        }
    }

    private static CandidateSettings settings(TorchScript module) {
        return new CandidateSettings(
                Tasks.CLASSIFICATION,
                module,
                Hyperparameters.fixed(1, 0, 0, new Temperature(1), RATE),
                OutputTerm.KL,
                new MseDistance(),
                List.of(),
                OptimizerChoice.parse("sgd"),
                0,
                DECAY,
                0,
                1);
    }
}
