package io.alambic.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromQlTest {

    private static final Metrics METRICS = new Metrics("""
            | `alambic_calls_total` | counter | calls | `fate`: `done`, `lost` | Calls. |
            | `alambic_call_seconds` | timer | seconds | `code` | One call. |
            | `alambic_wait_seconds` | histogram | seconds | | One wait. |
            """);

    @Test
    void seriesAreFoundAmongFunctionsGroupingsAndWords() {
        // Given
        String expression = "histogram_quantile(0.5, sum by (le) (rate(a_bucket{x=\"1\", y=~\".*\"}[5m]))) > 1e3"
                + " and on (instance) sum(increase(b[$__rate_interval])) without (z) == bool c";

        // When
        var selectors = PromQl.selectors(expression);

        // Then
        assertThat(selectors)
                .containsExactly(
                        new PromQl.Selector("a_bucket", Map.of("x", "1", "y", ".*")),
                        new PromQl.Selector("b", Map.of()),
                        new PromQl.Selector("c", Map.of()));
        assertThat(PromQl.groupings(expression)).containsExactly("le", "instance", "z");
    }

    @Test
    void documentedSeriesPass() {
        // Given
        String expression =
                "sum by (fate) (alambic_calls_total{fate=\"done\", job=\"a\"}) + alambic_call_seconds_max{code=\"OK\"}"
                        + " + alambic_wait_seconds_bucket + up{job=\"a\"}";

        // When
        List<String> complaints = METRICS.complaints(expression);

        // Then
        assertThat(complaints).isEmpty();
    }

    @Test
    void aPatternOfNamesHasToMatchASeries() {
        assertThat(METRICS.complaints("{__name__=~\"alambic_.+_seconds_max\", code=\"OK\"}"))
                .isEmpty();
        assertThat(METRICS.complaints("{__name__=~\"alambic_call_.+_ratio\"}"))
                .containsExactly("no series nothing_like_alambic_call____ratio");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "alambic_call_total | no series alambic_call_total",
                "alambic_call_seconds | no series alambic_call_seconds",
                "alambic_call_seconds_bucket | no series alambic_call_seconds_bucket",
                "alambik_calls_total | no series alambik_calls_total",
                "alambic_calls_total{fate=\"found\"} | no fate=\"found\" of alambic_calls_total",
                "alambic_calls_total{code=\"OK\"} | no code=\"OK\" of alambic_calls_total",
                "sum by (fat) (alambic_calls_total) | no label fat",
                "1 + 1 | no series in 1 + 1"
            })
    void whatIsNotDocumentedIsNamed(String expression, String complaint) {
        // Given an expression

        // When
        List<String> complaints = METRICS.complaints(expression);

        // Then
        assertThat(complaints).containsExactly(complaint);
    }
}
