package io.alambic.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScriptedFunctionTest {

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void changesArraysInPlaceAndReturnsOne() {
        // Given
        ScriptedFunction function = ScriptedFunction.compile(getClass(), "doubled_and_counted", manager);
        NDArray one = manager.create(new float[] {1, 2});
        NDArray other = manager.create(3f);

        // When
        NDArray returned = function.call(List.of(List.of(one, other), List.of(manager.create(10f))));

        // Then
        assertThat(one.toFloatArray()).containsExactly(2, 4);
        assertThat(other.getFloat()).isEqualTo(6);
        assertThat(returned.getFloat()).isEqualTo(12);
    }

    @Test
    void changesWhatIsLearnedWithoutAGradientOfThat() {
        // Given
        ScriptedFunction function = ScriptedFunction.compile(getClass(), "doubled_and_counted", manager);
        NDArray learned = manager.create(new float[] {1, 2});
        learned.setRequiresGradient(true);

        // When
        function.call(List.of(List.of(learned), List.of(manager.create(10f))));

        // Then
        assertThat(learned.toFloatArray()).containsExactly(2, 4);
        assertThat(learned.getGradient().toFloatArray()).containsExactly(0, 0);
    }

    @Test
    void sourceThatDoesNotCompileIsRefusedByName() {
        assertThatThrownBy(() -> ScriptedFunction.compile(getClass(), "broken", manager))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("broken.py is no function in TorchScript")
                .hasStackTraceContaining("no_such_operation");
    }

    @Test
    void argumentsThatTheFunctionCannotTakeAreRefused() {
        // Given
        ScriptedFunction function = ScriptedFunction.compile(getClass(), "doubled_and_counted", manager);

        // When / Then
        assertThatThrownBy(() -> function.call(List.of(List.of(manager.create(1f)))))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("added");
    }
}
