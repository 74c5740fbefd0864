package io.alambic.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CourseTest {

    private static final long HALF_SECOND = 500_000_000L;

    private final Course course = new Course(QuickstartTask.CLASSIFICATION, 0);

    @Test
    void momentIsDueHalfASecondAfterTheLast() {
        // Given
        course.add(HALF_SECOND, figures(100), 0.5);

        // Then
        assertThat(course.isDue(2 * HALF_SECOND - 1)).isFalse();
        assertThat(course.isDue(2 * HALF_SECOND)).isTrue();
    }

    @Test
    void figureThatIsNotKnownYetIsNull() {
        // When
        course.add(HALF_SECOND, figures(100), Double.NaN);

        // Then
        QuickstartReport.Moment moment = course.moments().get(0);
        assertThat(moment.figures())
                .containsEntry("accuracy", null)
                .containsEntry("agreement", null)
                .hasSize(2);
        assertThat(moment.freshnessSeconds()).isNull();
        assertThat(moment.loss()).isEqualTo(0.25);
    }

    @Test
    void longRunKeepsItsLastMomentAndFewerOfThoseBefore() {
        // When
        for (int i = 1; i <= 1000; i++) {
            course.add(i * HALF_SECOND, figures(i), 0.5);
        }

        // Then
        List<QuickstartReport.Moment> moments = course.moments();
        assertThat(moments).hasSizeBetween(60, 120);
        assertThat(moments).extracting(QuickstartReport.Moment::samples).isSorted();
        assertThat(moments.get(moments.size() - 1).samples()).isEqualTo(1000);
        assertThat(course.isDue(1001 * HALF_SECOND)).isFalse();
    }

    private static StudentFigures figures(long trained) {
        return new StudentFigures(trained, 0, 0, 1, 1, 0, 0.25, 0.25, 0, 0, Double.NaN, Double.NaN);
    }
}
