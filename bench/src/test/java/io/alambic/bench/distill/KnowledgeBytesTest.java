package io.alambic.bench.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.alambic.bench.comparison.ComparisonSetup;
import io.alambic.bench.measure.Pace;
import io.alambic.bench.measure.Stopwatch;
import io.alambic.bench.report.Measure;
import io.alambic.bench.report.Row;
import io.alambic.bench.report.Section;
import io.alambic.core.data.LabelledData;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnowledgeBytesTest {

    @TempDir
    private Path cache;

    @Test
    void smallerEncodingsAndCompressionTakeFewerBytesOfTheSameKnowledge() throws Exception {
        // Given
        LabelledData train = DistillationStudyTest.colours(96, 1);
        Protocol protocol = new Protocols(List.of(4, 6), 2, List.of(3, 4), 96, 2, 0.01f, null).of(train);
        Stopwatch stopwatch = new Stopwatch(new Pace(2, Duration.ofMillis(1)), System::nanoTime);

        // When
        List<Section> sections;
        try (NDManager manager = NDManager.newBaseManager()) {
            sections = new KnowledgeBytes()
                    .sections(
                            protocol,
                            train,
                            DistillationStudyTest.colours(30, 2),
                            new ComparisonSetup(manager, stopwatch, 1, line -> {}, null),
                            new TeacherCache(cache));
        }

        // Then
        List<Row> rows =
                sections.stream().flatMap(section -> section.rows().stream()).toList();
        assertThat(rows)
                .extracting(Row::name)
                .contains("fp32, not compressed", "fp32, zstd", "fp16, not compressed", "int8, zstd");
        int map = 6 * 2 * 2;
        int others = 3 * 8 * 8 + 3 * Float.BYTES + 1;
        assertThat(bytes(rows, "fp32, not compressed")).isCloseTo(Float.BYTES * map + others, within(5.0));
        assertThat(bytes(rows, "int8, not compressed")).isCloseTo(map + others, within(5.0));
        assertThat(bytes(rows, "int8, zstd")).isLessThan(bytes(rows, "int8, not compressed"));
        assertThat(sections.get(sections.size() - 1).target()).isPresent();
    }

    @Test
    void whatIsNotAsAccurateHasNoTarget() {
        // Given
        List<KnowledgeFormat> carriages = List.of(
                new KnowledgeFormat("exact", 1000, new double[] {0.9, 0.8}),
                new KnowledgeFormat("small", 100, new double[] {0.8, 0.7}),
                new KnowledgeFormat("half", 500, new double[] {0.901, 0.799}));

        // When
        List<Section> sections = KnowledgeFormat.sections("t", carriages);

        // Then
        assertThat(sections.get(0).rows()).extracting(Row::name).containsExactly("exact", "small");
        assertThat(sections.get(0).target()).isEmpty();
        assertThat(sections.get(1).rows()).extracting(Row::name).containsExactly("exact", "half");
        assertThat(sections.get(1).target()).isPresent();
    }

    private static double bytes(List<Row> rows, String name) {
        List<Measure> measures =
                List.of(Measure.ACCURACY_PERCENT, Measure.POINTS_AHEAD, Measure.BYTES_PER_SAMPLE, Measure.BYTES_RATIO);
        return rows.stream()
                .filter(row -> row.name().equals(name))
                .findFirst()
                .orElseThrow()
                .figures()
                .get(measures.indexOf(Measure.BYTES_PER_SAMPLE))
                .median();
    }
}
