package io.alambic.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.alambic.bench.measure.Pace;
import io.alambic.bench.measure.Spread;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonReportTest {

    @Test
    void everyFigureStandsUnderTheKeyOfItsMeasure() {
        // Given
        RunFacts facts = new RunFacts("os", "java", 2, "engine 1", "cpu", "1", new Pace(3, Duration.ofMillis(20)), 42);
        Section section =
                new Section("title", List.of(Measure.RATIO), List.of(new Row("first", List.of(new Spread(2, 1, 3.5)))));

        // When
        String json = JsonReport.of(facts, List.of(new Report("some-comparison", List.of(section))));

        // Then
        assertThat(JsonParser.parseString(json)).isEqualTo(JsonParser.parseString("""
                {
                  "run": {
                    "os": "os", "java": "java", "processors": 2, "engine": "engine 1", "device": "cpu",
                    "engineThreads": "1", "rounds": 3, "sliceMillis": 20, "seed": 42
                  },
                  "comparisons": [{
                    "name": "some-comparison",
                    "sections": [{
                      "title": "title",
                      "rows": [{"name": "first", "ratio": {"median": 2.0, "min": 1.0, "max": 3.5}}]
                    }]
                  }]
                }
                """));
    }
}
