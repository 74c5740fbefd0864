package io.alambic.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.chaos.ChaosReport;
import io.alambic.chaos.ChaosRun;
import io.alambic.chaos.FaultPlan;
import io.alambic.cli.Home;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs three brokers, two teachers of batches (one of them twice), their merge, a teacher of mapped JSON records and a student from their
 * packaged jars, and injects faults: only processes that are killed show that nothing waits in memory alone.
 */
class ChaosIT {

    /** This seed freezes one teacher of batches, stops a process of the other, and kills the merge. */
    private static final long SEED = 106_554;

    private static final int FAULTS = 2;

    /** Longer than the session timeouts of consumers and the transaction timeouts of teachers. */
    private static final Duration OUTAGE = Duration.ofSeconds(12);

    @TempDir
    Path work;

    @Test
    void nothingIsLostOrDoubledThoughProcessesAreKilledAndAllBrokersGoAway() throws Exception {
        // Given
        Home home = PackagedServices.home(work);
        List<String> progress = new CopyOnWriteArrayList<>();

        // When
        ChaosReport report;
        try (ChaosRun run = new ChaosRun(home, work, progress::add)) {
            report = run.run(new FaultPlan(FAULTS, SEED, OUTAGE));
        }

        // Then
        assertThat(report.faults())
                .as("%s%n%s", String.join("\n", progress), report.text())
                .isEmpty();
        assertThat(report.acknowledged()).isGreaterThan(100);
        assertThat(report.filtered()).isPositive();
        assertThat(report.malformed()).isPositive();
    }
}
