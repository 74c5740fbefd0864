package io.alambic.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.bench.measure.Spread;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTableTest {

    @Test
    void figuresStandRightAlignedUnderTheirHeadings() {
        // Given
        Section section = new Section(
                "some-comparison: a case",
                List.of(Measure.BYTES_PER_SAMPLE, Measure.RATIO),
                List.of(
                        new Row("first", List.of(Spread.exactly(12_544), Spread.exactly(1))),
                        new Row("the other", List.of(Spread.exactly(40.25), new Spread(2.5, 2, 3.25)))));

        // When
        String table = TextTable.of(section);

        // Then
        assertThat(table.lines())
                .containsExactly(
                        "some-comparison: a case",
                        "             bytes/sample             ratio",
                        "  first            12,544              1.00",
                        "  the other          40.3  2.50 (2.00-3.25)");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0.00021, 2.1e-04", "0.01, 0.010", "1, 1.00", "10, 10.0", "100, 100", "'1234567', '1,234,567'"})
    void numbersKeepTheirLeadingDigits(double value, String text) {
        assertThat(TextTable.number(value)).isEqualTo(text);
    }

    @Test
    void aRowWithoutAFigureForEachMeasureIsRefused() {
        List<Row> rows = List.of(new Row("lame", List.of()));
        assertThatThrownBy(() -> new Section("t", List.of(Measure.RATIO), rows))
                .hasMessage("row 'lame' has 0 figures for 1 measures");
    }
}
