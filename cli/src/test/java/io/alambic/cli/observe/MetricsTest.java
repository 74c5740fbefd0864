package io.alambic.cli.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricsTest {

    private static final String PAGE = """
            # HELP alambic_student_samples_total Samples
            # TYPE alambic_student_samples_total counter
            alambic_student_samples_total{fate="trained",} 1216.0
            alambic_student_samples_total{fate="held_out"} 64.0
            alambic_student_loss{term="total"} 0.25
            alambic_student_loss{term="label"} NaN
            alambic_student_freshness_seconds 1.5 1395066363000
            alambic_student_lag_records{topic="a \\"b\\", {c}\\n"} 1.2E3 # {trace_id="x"} 0.67
            up{le="+Inf"} +Inf
            not a sample line
            broken{label="x
            """;

    private final Metrics metrics = Metrics.parse(PAGE);

    @Test
    void tellsAValueByItsLabels() {
        assertThat(metrics.value("alambic_student_loss", "term", "total")).hasValue(0.25);
        assertThat(metrics.count("alambic_student_samples_total", "fate", "held_out"))
                .isEqualTo(64);
    }

    @Test
    void sumsOverTheLabelsThatWereNotAskedFor() {
        assertThat(metrics.count("alambic_student_samples_total")).isEqualTo(1280);
    }

    @Test
    void readsTimestampsEscapesExemplarsAndSpecialNumbers() {
        assertThat(metrics.value("alambic_student_freshness_seconds")).hasValue(1.5);
        assertThat(metrics.value("alambic_student_lag_records", "topic", "a \"b\", {c}\n"))
                .hasValue(1200);
        assertThat(metrics.value("alambic_student_loss", "term", "label")).hasValue(Double.NaN);
        assertThat(metrics.value("up", "le", "+Inf")).hasValue(Double.POSITIVE_INFINITY);
    }

    @Test
    void passesOverWhatIsNotThere() {
        assertThat(metrics.value("absent")).isEmpty();
        assertThat(metrics.count("absent")).isZero();
        assertThat(metrics.value("alambic_student_loss", "term", "absent")).isEmpty();
    }
}
