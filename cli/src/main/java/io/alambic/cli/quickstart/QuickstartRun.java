package io.alambic.cli.quickstart;

import io.alambic.cli.Home;
import io.alambic.cli.LogFiles;
import io.alambic.cli.UserError;
import io.alambic.cli.broker.BrokerSettings;
import io.alambic.cli.quickstart.run.Addresses;
import io.alambic.cli.quickstart.run.QuickstartSettings;
import io.alambic.cli.quickstart.run.RunContext;
import io.alambic.cli.run.Screen;
import io.alambic.cli.run.StopHook;
import io.alambic.cli.run.WorkFolder;
import io.alambic.kafka.RecordLimits;
import io.alambic.launch.Ports;
import io.alambic.launch.Processes;
import io.alambic.launch.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/**
 * One quickstart run, from its work folder to its success, failure or interruption.
 *
 * <pre>
 *   Running ──→ Reported ──→ Stopped, exit code 0      (with --keep: on Ctrl-C)
 *      ├─ failure ─────────→ Stopped, exit code 1
 *      └─ Ctrl-C ──────────→ Stopped, exit code 130
 * </pre>
 */
final class QuickstartRun {

    private static final Duration GRACE = Duration.ofSeconds(8);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final int INTERRUPTED = 130;

    private final QuickstartSettings settings;
    private final Home home;
    private final Screen screen;
    private final Processes processes = new Processes(GRACE);
    private volatile boolean reported;

    QuickstartRun(QuickstartSettings settings, Home home, Screen screen) {
        this.settings = settings;
        this.home = home;
        this.screen = screen;
    }

    /** Runs. Returns 0, or throws the failure after all processes have stopped. */
    int execute() throws InterruptedException {
        home.service("teacher-service");
        home.service("student-service");
        Ports ports = new Ports();
        BrokerSettings broker = broker(ports);
        Addresses addresses = Addresses.choose(broker.bootstrapServers(), settings.ports(), ports);
        try (WorkFolder work = WorkFolder.take(settings.work())) {
            LogFiles.open(work.log("alambic"));
            StopHook.guard(() -> interrupted(work), () -> {
                try (processes) {
                    execute(work, broker, addresses);
                }
            });
            work.discardRecords();
            return 0;
        } catch (IOException e) {
            throw new UserError(
                    "The work folder %s cannot be used (%s).".formatted(settings.work(), e.getMessage()), e);
        }
    }

    private void execute(WorkFolder work, BrokerSettings broker, Addresses addresses) throws InterruptedException {
        Waiting waiting = new Waiting(processes, LOOK);
        RunContext context = new RunContext(settings, home, screen, work, processes, waiting, addresses);
        boolean sound = new QuickstartSteps(context, Clock.systemUTC()).run(broker);
        reported = true;
        if (!sound) {
            throw new UserError("The samples do not add up: see the lines marked with ≠ above.");
        }
        if (settings.keep()) {
            new KeepAdvice(addresses.endpoints(), settings).print(screen);
            keepRunning();
        }
    }

    private BrokerSettings broker(Ports ports) {
        int port = ports.choose(settings.ports().kafka(), "--port-kafka");
        Path data = settings.work().resolve("run").resolve("kafka");
        return new BrokerSettings(port, ports.choose(0, "the Kafka controller"), data, RecordLimits.DEFAULT);
    }

    private void keepRunning() throws InterruptedException {
        while (true) {
            processes.requireAllAlive();
            Thread.sleep(LOOK.toMillis());
        }
    }

    /** Handles Ctrl-C: ends the JVM. */
    private void interrupted(WorkFolder work) {
        boolean wanted = reported && settings.keep();
        screen.say("%s", wanted ? "stopping" : "interrupted: stopping every process");
        processes.close();
        try {
            work.close();
        } catch (IOException e) {
            screen.say("%s", e.getMessage());
        }
        Runtime.getRuntime().halt(wanted ? 0 : INTERRUPTED);
    }
}
