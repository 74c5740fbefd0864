package io.alambic.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.cli.file.DescribedService;
import io.alambic.cli.file.Role;
import io.alambic.cli.observe.Metrics;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressLineTest {

    private static final DescribedService TEACHER = new DescribedService(Role.TEACHER, Optional.empty());

    @Test
    void whatATeacherCostIsSaid() {
        // Given
        String page = """
                alambic_teacher_samples_total{fate="taught"} 1200.0
                alambic_teacher_spent_calls_total 1100.0
                alambic_teacher_spent_prompt_tokens_total 50000.0
                alambic_teacher_spent_completion_tokens_total 1100.0
                """;

        // When
        String tokens = ProgressLine.of(Map.of(TEACHER, Metrics.parse(page)));
        String money =
                ProgressLine.of(Map.of(TEACHER, Metrics.parse(page + "alambic_teacher_spent_money_total 0.0123\n")));

        // Then
        assertThat(tokens).isEqualTo("1,200 taught  spent 1,100 calls, 51,100 tokens");
        assertThat(money).isEqualTo("1,200 taught  spent 1,100 calls, 0.0123 of money");
    }

    @Test
    void aTeacherThatCostsNothingSaysNothingOfIt() {
        // When
        String line = ProgressLine.of(Map.of(
                TEACHER,
                Metrics.parse(
                        "alambic_teacher_samples_total{fate=\"taught\"} 7\nalambic_teacher_spent_calls_total 0\n")));

        // Then
        assertThat(line).isEqualTo("7 taught");
    }

    @Test
    void severalTeachersSayTheirNames() {
        // Given
        Map<DescribedService, Metrics> metrics = new LinkedHashMap<>();
        metrics.put(
                new DescribedService(Role.TEACHER, Optional.of("large")),
                Metrics.parse("alambic_teacher_samples_total{fate=\"taught\"} 90\n"));
        metrics.put(
                new DescribedService(Role.TEACHER, Optional.of("small")),
                Metrics.parse("alambic_teacher_samples_total{fate=\"taught\"} 100\n"));
        metrics.put(new DescribedService(Role.MERGE, Optional.empty()), Metrics.parse("""
                alambic_merge_samples_total{complete="true"} 80
                alambic_merge_samples_total{complete="false"} 5
                alambic_merge_waiting_answers 3
                """));

        // Then
        assertThat(ProgressLine.of(metrics))
                .isEqualTo("large:  90 taught  small:  100 taught  80 merged  5 without all teachers  3 answers wait");
    }
}
