package io.alambic.bench.chaos;

import io.alambic.cli.Home;
import io.alambic.cli.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code alambic bench run soak}: exit code 1 where something grew. */
@Command(
        name = "soak",
        description = "Lets brokers, teachers and student work for long while samples stream and calls come, and looks"
                + " whether memory, files or threads grow.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
public final class SoakCommand implements Callable<Integer> {

    private static final int FAILED = 1;

    @Spec
    private CommandSpec spec;

    @Option(names = "--minutes", paramLabel = "N", defaultValue = "60", description = "How long it works.")
    private int minutes;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "42", description = "Seed of the samples.")
    private long seed;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "New folder for brokers, checkpoints and logs (default: a temporary one).")
    private Path work;

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes the report to this file.")
    private Path json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        Path folder = folder();
        err.println("work folder: " + folder);
        try (SoakRun run = new SoakRun(Home.find(System.getenv()), folder, err::println)) {
            Thread hook = new Thread(run::close, "stop");
            Runtime.getRuntime().addShutdownHook(hook);
            SoakReport report = run.run(Duration.ofMinutes(minutes), seed);
            Runtime.getRuntime().removeShutdownHook(hook);
            spec.commandLine().getOut().print(report.text());
            spec.commandLine().getOut().flush();
            if (json != null) {
                Files.writeString(json, ResultsJson.of(report, report.faults()));
            }
            return report.faults().isEmpty() ? 0 : FAILED;
        } catch (UserError e) {
            err.println("alambic bench soak: " + e.getMessage());
            return FAILED;
        }
    }

    private Path folder() throws IOException {
        if (work == null) {
            return Files.createTempDirectory("alambic-soak");
        }
        return Files.createDirectories(work).toRealPath();
    }
}
