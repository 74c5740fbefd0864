package io.alambic.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.cli.Home;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three real brokers, two teachers and a student, from their packaged jars. */
class ChaosIT {

    private static final int BLOWS = 3;
    private static final long SEED = 3;

    /** Longer than the sessions of consumers and the transactions of teachers. */
    private static final Duration OUTAGE = Duration.ofSeconds(12);

    @TempDir
    Path work;

    @Test
    void nothingIsLostOrDoubledThoughProcessesAreKilledAndAllBrokersGoAway() throws Exception {
        // Given
        Home home = new Home(Path.of(System.getProperty("alambic.test.root")), work.resolve("cache"));
        List<String> said = new CopyOnWriteArrayList<>();

        // When
        ChaosReport report;
        try (ChaosRun run = new ChaosRun(home, work, said::add)) {
            report = run.run(new BlowPlan(BLOWS, Sites.PROCESSES, SEED, OUTAGE));
        }

        // Then
        assertThat(report.faults())
                .as("%s%n%s", String.join("\n", said), report.text())
                .isEmpty();
        assertThat(report.acknowledged()).isGreaterThan(100);
        assertThat(report.malformed()).isPositive();
    }
}
