package io.alambic.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.core.cost.Temperature;
import io.alambic.core.cost.feature.FeaturePair;
import io.alambic.core.cost.feature.MseDistance;
import io.alambic.core.cost.logits.OutputTerm;
import io.alambic.core.hyperparameters.Hyperparameter;
import io.alambic.core.hyperparameters.Hyperparameters;
import io.alambic.core.optimizer.OptimizerChoice;
import io.alambic.core.task.Tasks;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CandidateSettingsTest {

    private static final List<FeaturePair> PAIRS = List.of(new FeaturePair("block2", "block1", 1));

    @Test
    void settingsWithOneTermAreEnough() {
        assertThat(settings(1, 0, 0, List.of(), 1, 0).hyperparameters().at(Hyperparameter.LAMBDA1, 0))
                .isEqualTo(1);
        assertThat(settings(0, 1, 0, PAIRS, 1, 0).features()).isEqualTo(PAIRS);
        assertThat(settings(0, 0, 1, List.of(), 1, 0).hyperparameters().at(Hyperparameter.LAMBDA3, 0))
                .isEqualTo(1);
    }

    @Test
    void nothingToLearnFromIsRefused() {
        assertThatThrownBy(() -> settings(0, 0, 0, PAIRS, 1, 0)).hasMessageContaining("nothing to learn from");
        assertThatThrownBy(() -> settings(1, 0.5f, 0, List.of(), 1, 0)).hasMessageContaining("no feature maps");
    }

    @Test
    void mapThatTheStudentDoesNotHaveIsRefusedWithThoseItHas() {
        assertThatThrownBy(() -> settings(1, 1, 0, List.of(new FeaturePair("block2", "block9", 1)), 1, 0))
                .hasMessageContainingAll("block9", "block1");
    }

    @ParameterizedTest
    @ValueSource(floats = {-1e-6f, Float.NaN, Float.POSITIVE_INFINITY})
    void weightThatIsNoneIsRefusedByName(float value) {
        assertThatThrownBy(() -> settings(value, 1, 1, PAIRS, 1, 0)).hasMessageContaining("lambda1");
        assertThatThrownBy(() -> settings(1, value, 1, PAIRS, 1, 0)).hasMessageContaining("lambda2");
        assertThatThrownBy(() -> settings(1, 1, value, PAIRS, 1, 0)).hasMessageContaining("lambda3");
        assertThatThrownBy(() -> settings(1, 1, 1, PAIRS, value, 0)).hasMessageContaining("learning rate");
        assertThatThrownBy(() -> settings(1, 1, 1, PAIRS, 1, value)).hasMessageContaining("weight decay");
    }

    @Test
    void learningRateOfZeroIsRefused() {
        assertThatThrownBy(() -> settings(1, 0, 0, PAIRS, 0, 0)).hasMessageContaining("is 0.0");
    }

    @Test
    void anOutputTermThatDoesNotFitTheTaskIsRefusedWithThoseThatDo() {
        assertThatThrownBy(() -> settings("multi-label", "decoupled(1, 8)", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the output term 'decoupled(1, 8)' does not fit the task multi-label: expected binary-kl,"
                        + " logits-mse, relational-distance, relational-angle");
    }

    @Test
    void logitsThatAreNoAnswerOfTheTaskAreRefused() {
        assertThatThrownBy(() -> settings("dense", "kl", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dense: the output 'logits' must be [C, T] or [C, H, W], one number for each class at each"
                        + " place, but has shape (4)");
    }

    @Test
    void labelsOfATaskThatHasNoneAreRefused() {
        assertThat(settings("embedding", "cosine", 0).task().hasLabels()).isFalse();
        assertThatThrownBy(() -> settings("embedding", "cosine", 0.5f))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("lambda3 is 0.5, but the task embedding has no labels");
    }

    private static CandidateSettings settings(String task, String output, float lambda3) {
        return new CandidateSettings(
                Tasks.named(task),
                Lessons.STUDENT,
                Hyperparameters.fixed(1, 0, lambda3, new Temperature(1), 1),
                OutputTerm.parse(output),
                new MseDistance(),
                List.of(),
                OptimizerChoice.ADAMW,
                0,
                0,
                0,
                1);
    }

    private static CandidateSettings settings(
            float lambda1, float lambda2, float lambda3, List<FeaturePair> pairs, float rate, float decay) {
        return new CandidateSettings(
                Lessons.STUDENT, lambda1, lambda2, lambda3, new Temperature(1), pairs, rate, decay, 1);
    }
}
