package io.alambic.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuickstartReportTest {

    private static final QuickstartReport REPORT = report(null, null, null);

    private static QuickstartReport report(Double teacher, Double student, QuickstartReport.Padding padding) {
        return new QuickstartReport(
                QuickstartTask.CLASSIFICATION,
                new QuickstartReport.Teacher(Map.of("accuracy", 0.9893), 843_658, 3_374_632, teacher),
                new QuickstartReport.Student(
                        Map.of("accuracy", 0.9841, "agreement", 0.987), 110_000, 440_000, "half:1x14x14", student),
                new QuickstartReport.LabelsOnly(
                        Map.of("accuracy", 0.9789), 110_000, 440_000, new QuickstartReport.Spread(0.9, 8)),
                Map.of(),
                new QuickstartReport.Records(60_001, 59_900, 100, 1, 56_900, 3_000),
                new QuickstartReport.Throughput(1234.5),
                new QuickstartReport.Spread(1.25, 2.5),
                new QuickstartReport.Spread(1.5, 9.75),
                42,
                List.of(
                        new QuickstartReport.Moment(2_000, 1.5, figures(0.8, null), 0.7, 0.4),
                        new QuickstartReport.Moment(60_000, 31, figures(0.98, 0.987), 1.1, 0.05)),
                padding);
    }

    private static Map<String, Double> figures(Double accuracy, Double agreement) {
        Map<String, Double> figures = new HashMap<>();
        figures.put("accuracy", accuracy);
        figures.put("agreement", agreement);
        return figures;
    }

    @Test
    void aTaskWithoutLabelsIsReportedByItsOwnFigureBesideBaselines() {
        // Given
        QuickstartReport embedding = new QuickstartReport(
                QuickstartTask.EMBEDDING,
                new QuickstartReport.Teacher(Map.of(), 22_713_216, 90_984_826, 40.0),
                new QuickstartReport.Student(
                        Map.of("recallAt10", 0.5, "meanCosine", 0.8), 110_000, 440_000, "input_ids:INT64:T", 4_000.0),
                null,
                Map.of("untrained student", Map.of("recallAt10", 0.125)),
                REPORT.records(),
                REPORT.throughput(),
                REPORT.freshnessSeconds(),
                REPORT.grpcMillis(),
                42,
                List.of(),
                null);

        // When
        JsonNode json = new ObjectMapper().valueToTree(embedding);

        // Then
        assertThat(json.at("/task").asText()).isEqualTo("embedding");
        assertThat(json.at("/student/recallAt10").asDouble()).isEqualTo(0.5);
        assertThat(json.at("/student/meanCosine").asDouble()).isEqualTo(0.8);
        assertThat(json.at("/baselines/untrained student/recallAt10").asDouble())
                .isEqualTo(0.125);
        assertThat(json.has("labelsOnly")).isFalse();
        assertThat(ReportTable.of(embedding))
                .containsPattern("recall@10 +parameters")
                .containsPattern("teacher +- +22,713,216")
                .containsPattern("distilled student +50\\.00 %")
                .containsPattern("untrained student +12\\.50 % +-")
                .contains("mean cosine with the teacher on held-out samples: 0.800")
                .doesNotContain("labels-only");
    }

    @Test
    void aReportOfTextsAlsoSaysHowFastTheModelsAreAndWhatWasPadding() {
        // Given
        QuickstartReport texts = report(40.0, 4_000.0, new QuickstartReport.Padding(0.05));

        // When
        JsonNode json = new ObjectMapper().valueToTree(texts);

        // Then
        assertThat(json.at("/teacher/samplesPerSecond").asDouble()).isEqualTo(40);
        assertThat(json.at("/student/samplesPerSecond").asDouble()).isEqualTo(4_000);
        assertThat(json.at("/padding/share").asDouble()).isEqualTo(0.05);
        assertThat(ReportTable.of(texts))
                .contains("teacher 40 samples/s, student 4,000 samples/s, 100 times as many")
                .contains("padding: 5.00 % of what was computed");
        assertThat(new ObjectMapper().valueToTree(REPORT).toString()).doesNotContain("padding", "teacher.samples");
        assertThat(ReportTable.of(REPORT)).doesNotContain("padding");
    }

    @Test
    void itsJsonHasEveryPromisedFigure() {
        // When
        JsonNode json = new ObjectMapper().valueToTree(REPORT);

        // Then
        for (String pointer : new String[] {
            "/teacher/accuracy",
            "/teacher/parameters",
            "/student/accuracy",
            "/student/parameters",
            "/student/bytes",
            "/student/agreement",
            "/labelsOnly/accuracy",
            "/records/produced",
            "/records/taught",
            "/records/skipped",
            "/records/deadLettered",
            "/records/trained",
            "/records/heldOut",
            "/throughput/samplesPerSecond",
            "/freshnessSeconds/p50",
            "/freshnessSeconds/p99",
            "/grpcMillis/p50",
            "/grpcMillis/p99",
            "/versionsServed",
            "/course/0/samples",
            "/course/1/seconds",
            "/course/1/accuracy",
            "/course/1/agreement",
            "/course/1/freshnessSeconds"
        }) {
            assertThat(json.at(pointer).isNumber()).as(pointer).isTrue();
        }
        assertThat(json.at("/course/0/agreement").isNull()).isTrue();
    }

    @Test
    void itsTableShowsBothSidesOfTheAccount() {
        assertThat(ReportTable.of(REPORT))
                .contains("60,001 produced = 59,900 taught + 100 skipped + 1 dead-lettered")
                .contains("59,900 taught = 56,900 trained + 3,000 held out")
                .contains("the student reads: half:1x14x14")
                .containsPattern("teacher +98\\.93 % +843,658 +3,374,632 +- +-")
                .containsPattern("distilled student +98\\.41 % +110,000 +440,000 +1\\.50 ms +9\\.75 ms");
    }

    @Test
    void anAccountThatDoesNotAddUpSaysSo() {
        // Given
        QuickstartReport.Records lost = new QuickstartReport.Records(10, 8, 0, 1, 7, 0);

        // Then
        assertThat(lost.teacherBalances()).isFalse();
        assertThat(lost.studentBalances()).isFalse();
        assertThat(lost.teacherSide()).contains("≠");
        assertThat(lost.studentSide()).contains("≠");
    }
}
