package io.alambic.teacher.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.alambic.core.privacy.PrivateVoting;
import io.alambic.teacher.merge.AnswerFate;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MergeMetersTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(alambic_merge_\\w+)` \\| (\\w+) \\|");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MergeMeters meters = new MergeMeters(
            registry,
            new RunningTeacher(),
            List.of("large", "small"),
            Optional.of(new PrivateVoting(2, 1, 1, 2, 1e-5)));

    @Test
    void allOfThemAreDocumented() throws IOException {
        // Given
        TreeSet<String> documented = new TreeSet<>();
        ROW.matcher(Files.readString(Path.of("..", "docs", "metrics.md")))
                .results()
                .forEach(row -> documented.add(row.group(1) + " " + row.group(2)));

        // When
        TreeSet<String> published = new TreeSet<>();
        registry.getMeters().forEach(meter -> published.add(name(meter)));

        // Then
        assertThat(published).isEqualTo(documented).hasSize(14);
    }

    /** As Prometheus has it. */
    private static String name(Meter meter) {
        String type = meter.getId().getType().name().toLowerCase(Locale.ROOT);
        String name = meter.getId().getName().replace('.', '_');
        return name + (type.equals("counter") ? "_total " : " ") + type;
    }

    @Test
    void aTeacherFaresAsItDoesOnItsPartitionsOnAverage() {
        // When
        meters.standing("small", 0, 0.2, 0.5, Double.NaN);
        meters.standing("small", 1, 0.4, 0.7, Double.NaN);
        meters.answered("small", AnswerFate.LATE, 3);

        // Then
        assertThat(ofSmall("teacher.weight.ratio")).isCloseTo(0.3, within(1e-9));
        assertThat(ofSmall("teacher.agreement.ratio")).isCloseTo(0.6, within(1e-9));
        assertThat(ofSmall("teacher.accuracy.ratio")).isNaN();
        assertThat(registry.get("alambic.merge.answered.samples")
                        .tags("teacher", "small", "fate", "late")
                        .counter()
                        .count())
                .isEqualTo(3);
    }

    private double ofSmall(String gauge) {
        return registry.get("alambic.merge." + gauge)
                .tag("teacher", "small")
                .gauge()
                .value();
    }
}
