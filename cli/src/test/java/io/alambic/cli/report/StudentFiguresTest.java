package io.alambic.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.cli.observe.Metrics;
import org.junit.jupiter.api.Test;

class StudentFiguresTest {

    @Test
    void augmentedSamplesAreNoneOfThoseThatWereProduced() {
        // Given
        Metrics metrics = Metrics.parse("""
                alambic_student_samples_total{fate="trained"} 28.0
                alambic_student_samples_total{fate="held_out"} 1.0
                alambic_student_samples_total{fate="left_out"} 2.0
                alambic_student_augmented_samples_total 19.0
                """);

        // When
        StudentFigures figures = StudentFigures.of(metrics, QuickstartTask.CLASSIFICATION);

        // Then
        assertThat(figures.trained()).isEqualTo(9);
        assertThat(figures.settled()).isEqualTo(10);
    }
}
