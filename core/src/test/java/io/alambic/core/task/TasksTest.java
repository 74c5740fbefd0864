package io.alambic.core.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TasksTest {

    /** The contract's subclasses. Surefire finds each by its own name. */
    private static final List<TaskContract> CONTRACTS = List.of(
            new ClassificationTest(),
            new MultiLabelTest(),
            new RegressionTest(),
            new DenseTest(),
            new DenseChannelsLastTest(),
            new EmbeddingTest());

    @Test
    void everyTaskKeepsTheContract() {
        assertThat(CONTRACTS.stream().map(TaskContract::task)).containsExactlyInAnyOrderElementsOf(Tasks.all());
    }

    @Test
    void noTwoTasksHaveOneName() {
        assertThat(Tasks.all()).extracting(Task::name).doesNotHaveDuplicates();
    }

    @Test
    void aNameThatIsNoneIsRefusedWithThoseThereAre() {
        assertThatThrownBy(() -> Tasks.named("detection"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected classification, multi-label, regression, dense, dense-channels-last, embedding,"
                        + " but got 'detection'");
    }
}
