package io.alambic.cli.up;

import io.alambic.cli.Home;
import io.alambic.cli.LogFiles;
import io.alambic.cli.UserError;
import io.alambic.cli.check.FileCheck;
import io.alambic.cli.run.Screen;
import io.alambic.cli.run.StopHook;
import io.alambic.cli.run.WorkFolder;
import io.alambic.launch.Ports;
import io.alambic.launch.Processes;
import io.alambic.launch.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** One run, from its file to Ctrl-C or the first failure. */
final class UpRun {

    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final UpSettings settings;
    private final Home home;
    private final Screen screen;
    private final Processes processes = new Processes(GRACE);

    UpRun(UpSettings settings, Home home, Screen screen) {
        this.settings = settings;
        this.home = home;
        this.screen = screen;
    }

    /** Runs until Ctrl-C, or throws the failure after all processes have stopped. */
    int execute() throws InterruptedException {
        List<String> problems = new FileCheck(home, settings.file()).problems();
        if (!problems.isEmpty()) {
            throw new UserError(String.join("\nalambic: ", problems));
        }
        Ports free = new Ports();
        RunPorts ports = RunPorts.choose(settings.file(), settings.ports(), free);
        try (WorkFolder work =
                settings.anew() ? WorkFolder.take(settings.work()) : WorkFolder.resume(settings.work())) {
            LogFiles.open(work.log("alambic"));
            StopHook.guard(() -> interrupted(work), () -> {
                try (processes) {
                    new UpSteps(settings.file(), home, screen, work, processes, new Waiting(processes, LOOK), ports)
                            .run(free);
                }
            });
            return 0;
        } catch (IOException e) {
            throw new UserError(
                    "The work folder %s cannot be used (%s).".formatted(settings.work(), e.getMessage()), e);
        }
    }

    private void interrupted(WorkFolder work) {
        screen.say("%s", "stopping");
        processes.close();
        try {
            work.close();
        } catch (IOException e) {
            screen.say("%s", e.getMessage());
        }
        Runtime.getRuntime().halt(0);
    }
}
