package io.alambic.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.alambic.bench.comparison.Setup;
import io.alambic.bench.measure.Contender;
import io.alambic.bench.measure.Pace;
import io.alambic.bench.measure.Race;
import io.alambic.bench.measure.Stopwatch;
import io.alambic.cli.Home;
import io.alambic.testing.ExternalTool;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What both services are measured against in {@code alambic bench run chain}. */
class ChainScriptIT {

    private static final String PYTHON = "/usr/bin/python3";

    @TempDir
    private Path work;

    @Test
    void theScriptLearnsFromSamplesOfKafka() throws Exception {
        new ExternalTool(PythonScript.PROBE, PythonScript.MISSING).require();
        ExternalTool.pythonModule(PYTHON, "confluent_kafka", "python3-confluent-kafka")
                .require();
        ExternalTool.pythonModule(PYTHON, "grpc_tools", "python3-grpc-tools").require();
        // Given
        Home home = new Home(Path.of(System.getProperty("alambic.test.root")), work.resolve("cache"));
        Pace pace = new Pace(1, Duration.ofMillis(200));
        try (NDManager manager = NDManager.newBaseManager();
                Stage stage = new Stage(home, 42);
                Contender script = ChainPipeline.script(
                        stage,
                        new Race(pace),
                        new Setup(manager, new Stopwatch(pace, System::nanoTime), 42, title -> {}, home),
                        1)) {
            // When
            double rate = script.samplesPerSecond(pace.slice());

            // Then
            assertThat(rate).isPositive().isFinite();
        }
    }
}
