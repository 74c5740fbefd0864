package io.alambic.bench.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.alambic.bench.measure.Pace;
import io.alambic.bench.measure.Spread;
import io.alambic.bench.measure.Stopwatch;
import io.alambic.bench.report.BenchReport;
import io.alambic.bench.report.Measure;
import io.alambic.bench.report.Row;
import io.alambic.bench.report.Section;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ComparisonsTest {

    private static final Set<Measure> RATIOS =
            EnumSet.of(Measure.RATIO, Measure.SAMPLES_PER_SECOND_RATIO, Measure.P50_RATIO, Measure.P99_RATIO);

    static Stream<String> names() {
        return Comparisons.ALL.stream().map(Comparison::name);
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyFigureIsPositive(String name) throws Exception {
        // When
        BenchReport report = run(name);

        // Then
        assertThat(report.comparison()).isEqualTo(name);
        assertThat(report.sections()).isNotEmpty();
        for (Section section : report.sections()) {
            assertThat(section.rows()).hasSizeGreaterThan(1);
            for (Row row : section.rows()) {
                for (int i = 0; i < section.measures().size(); i++) {
                    assertThat(row.figures().get(i).min()).as(row.name()).isPositive();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void theFirstAlternativeIsWhatTheOthersAreComparedWith(String name) throws Exception {
        // When
        BenchReport report = run(name);

        // Then
        List<Spread> ratios = new ArrayList<>();
        for (Section section : report.sections()) {
            for (int i = 0; i < section.measures().size(); i++) {
                if (RATIOS.contains(section.measures().get(i))) {
                    ratios.add(section.rows().get(0).figures().get(i));
                }
            }
        }
        assertThat(ratios).isNotEmpty().containsOnly(Spread.exactly(1));
    }

    private BenchReport run(String name) throws Exception {
        try (NDManager manager = NDManager.newBaseManager()) {
            Stopwatch stopwatch = new Stopwatch(new Pace(2, Duration.ofMillis(1)), System::nanoTime);
            Comparison comparison = Comparisons.ALL.stream()
                    .filter(one -> one.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            return comparison.run(new ComparisonSetup(manager, stopwatch, 42, title -> {}, null));
        }
    }
}
