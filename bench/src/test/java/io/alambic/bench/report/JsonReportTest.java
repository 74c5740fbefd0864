package io.alambic.bench.report;

import static io.alambic.bench.measure.Spread.exactly;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.alambic.bench.measure.Compared;
import io.alambic.bench.measure.Spread;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonReportTest {

    @Test
    void everyFigureStandsUnderTheKeyOfItsMeasureAndEachMedianAgainstTheFirst() {
        // Given
        RunFacts facts = new RunFacts("os", "java", 2, "engine 1", "cpu", "1", "abc");
        Section section = new Section(
                "title",
                List.of(Measure.MICROS, Measure.RATIO, Measure.BYTES_PER_SAMPLE, Measure.CPU_SHARE),
                List.of(
                        row("first", new Spread(4, 3, 5), Spread.exactly(1), Spread.exactly(8)),
                        row("second", new Spread(10, 9, 11), new Spread(2, 1, 3.5), Spread.exactly(2))));

        // When
        String json = JsonReport.of(facts, 42, List.of(new BenchReport("some-comparison", List.of(section))));

        // Then
        JsonObject report = JsonParser.parseString(json).getAsJsonObject();
        assertThat(report.get("run")).isEqualTo(JsonParser.parseString("""
                {
                  "os": "os", "java": "java", "processors": 2, "engine": "engine 1", "device": "cpu",
                  "engineThreads": "1", "commit": "abc", "seed": 42
                }
                """));
        assertThat(report.getAsJsonArray("comparisons")
                        .get(0)
                        .getAsJsonObject()
                        .getAsJsonArray("sections")
                        .get(0)
                        .getAsJsonObject()
                        .getAsJsonArray("rows")
                        .get(1))
                .isEqualTo(JsonParser.parseString("""
                        {
                          "name": "second",
                          "microseconds": {"median": 10.0, "min": 9.0, "max": 11.0},
                          "ratio": {"median": 2.0, "min": 1.0, "max": 3.5},
                          "bytesPerSample": {"median": 2.0, "min": 2.0, "max": 2.0},
                          "cpuShare": {"median": 0.0, "min": 0.0, "max": 0.0}
                        }
                        """));
        assertThat(report.get("results")).isEqualTo(JsonParser.parseString("""
                [
                  {
                    "name": "some-comparison", "measure": "title; second; us per call", "value": 10.0,
                    "against": "first", "ratio": 2.0, "target": null, "met": null
                  },
                  {
                    "name": "some-comparison", "measure": "title; second; bytes/sample", "value": 2.0,
                    "against": "first", "ratio": 0.25, "target": null, "met": null
                  }
                ]
                """));
    }

    @Test
    void aTargetLeavesOneResultWhichSaysWhetherItIsMet() {
        // Given
        RunFacts facts = new RunFacts("os", "java", 2, "engine 1", "cpu", "1", "abc");
        Section section = Section.comparing(
                        "title",
                        Measure.SAMPLES_PER_SECOND,
                        List.of(
                                new Compared("first", Spread.exactly(200), Spread.exactly(1)),
                                new Compared("second", Spread.exactly(180), Spread.exactly(0.9))))
                .with(Target.atLeast(0.95));

        // When
        String json = JsonReport.of(facts, 42, List.of(new BenchReport("student", List.of(section))));

        // Then
        assertThat(JsonParser.parseString(json).getAsJsonObject().get("results"))
                .isEqualTo(JsonParser.parseString("""
                        [
                          {
                            "name": "student", "measure": "title; second; samples/s", "value": 180.0,
                            "against": "first", "ratio": 0.9, "target": "at least 0.95", "met": false
                          }
                        ]
                        """));
        assertThat(TextTable.of(section)).contains("has to be at least 0.95: 0.900, NOT MET");
    }

    @Test
    void onlyTheLastRatioHasToReachTheTarget() {
        // Given
        RunFacts facts = new RunFacts("os", "java", 2, "engine 1", "cpu", "1", "abc");
        Section section = new Section(
                "title",
                List.of(
                        Measure.P99_MICROS,
                        Measure.P99_RATIO,
                        Measure.SAMPLES_PER_SECOND,
                        Measure.SAMPLES_PER_SECOND_RATIO),
                List.of(
                        new Row("first", List.of(exactly(8), exactly(1), exactly(100), exactly(1))),
                        new Row("second", List.of(exactly(2), exactly(0.25), exactly(600), exactly(6)))),
                Optional.of(Target.atLeast(5)));

        // When
        String json = JsonReport.of(facts, 42, List.of(new BenchReport("serving-python", List.of(section))));

        // Then
        assertThat(JsonParser.parseString(json).getAsJsonObject().get("results"))
                .isEqualTo(JsonParser.parseString("""
                        [
                          {
                            "name": "serving-python", "measure": "title; second; p99 us", "value": 2.0,
                            "against": "first", "ratio": 0.25, "target": null, "met": null
                          },
                          {
                            "name": "serving-python", "measure": "title; second; samples/s", "value": 600.0,
                            "against": "first", "ratio": 6.0, "target": "at least 5.0", "met": true
                          }
                        ]
                        """));
    }

    @Test
    void aRowWithATargetByItselfIsAResultAgainstNothing() {
        // Given
        RunFacts facts = new RunFacts("os", "java", 2, "engine 1", "cpu", "1", "abc");
        Section section = new Section(
                "title",
                List.of(Measure.SECONDS),
                List.of(
                        new Row("start", List.of(new Spread(1.5, 1, 4)), Optional.of(Target.atMost(2))),
                        new Row("end", List.of(Spread.exactly(9))),
                        new Row("answer", List.of(Spread.exactly(3.25)), Optional.of(Target.atMost(3)))));

        // When
        String json = JsonReport.of(facts, 42, List.of(new BenchReport("startup", List.of(section))));

        // Then
        assertThat(JsonParser.parseString(json).getAsJsonObject().get("results"))
                .isEqualTo(JsonParser.parseString("""
                        [
                          {
                            "name": "startup", "measure": "title; start; s", "value": 1.5,
                            "against": null, "ratio": null, "target": "at most 2.0 s", "met": true
                          },
                          {
                            "name": "startup", "measure": "title; answer; s", "value": 3.25,
                            "against": null, "ratio": null, "target": "at most 3.0 s", "met": false
                          }
                        ]
                        """));
        assertThat(TextTable.of(section).lines())
                .endsWith(
                        "  'start' has to be at most 2.0 s: 1.50, met",
                        "  'answer' has to be at most 3.0 s: 3.25, NOT MET");
    }

    private static Row row(String name, Spread micros, Spread ratio, Spread bytes) {
        return new Row(name, List.of(micros, ratio, bytes, Spread.exactly(0)));
    }
}
